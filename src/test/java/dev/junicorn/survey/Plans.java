package dev.junicorn.survey;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Machine;
import dev.junicorn.plan.PlanRequest;
import dev.junicorn.plan.PlanSku;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.detect.Findings;
import dev.junicorn.plan.detect.Installed;
import dev.junicorn.plan.detect.PlanMaker;
import dev.junicorn.plan.detect.PythonVersion;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans of folders on a machine that is always the same: 1 core, 1500 MB, Python 3.11.2. */
public final class Plans {

  static final Path PYTHON = Path.of("/usr/bin/python3");

  private Plans() {}

  /** Reads the folder for real; everything else is made up. */
  public static AppPlan of(Path folder, Map<String, String> environment) {
    Findings findings = new Reading(folder).read(PYTHON);
    Installed python =
        new Installed(
            new Sourced<>(PYTHON, "python3 on PATH"), new PythonVersion(List.of(3, 11, 2)), false);
    return new PlanMaker(request(folder, environment), findings, List.of()).make(List.of(python));
  }

  /** What the plan is made for. */
  public static PlanRequest request(Path folder, Map<String, String> environment) {
    return new PlanRequest(
        folder,
        folder,
        environment,
        machine(environment),
        Optional.ofNullable(environment.get("STARTUP_COMMAND"))
            .map(command -> new Sourced<>(command, "STARTUP_COMMAND")),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.ofNullable(environment.get("IO_SHARE"))
            .map(share -> new Sourced<>(Integer.valueOf(share), "--io-share")),
        Optional.empty());
  }

  private static Machine machine(Map<String, String> environment) {
    return Optional.ofNullable(environment.get("SKU"))
        .flatMap(PlanSku::named)
        .map(PlanSku::machine)
        .orElseGet(() ->
            new Machine(
                new Sourced<>(1, "the test"),
                Optional.of(new Sourced<>(1500L << 20, "MemAvailable"))));
  }
}
