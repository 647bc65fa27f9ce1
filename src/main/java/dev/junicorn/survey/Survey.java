package dev.junicorn.survey;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.BuiltEnvironments;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.PlanRequest;
import dev.junicorn.plan.PythonSearch;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.detect.Findings;
import dev.junicorn.plan.detect.Installed;
import dev.junicorn.plan.detect.PlanMaker;
import dev.junicorn.plan.detect.PythonVersion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From a folder to its plan. Blocks for as long as reading the folder takes, some 45 s at most. */
public final class Survey {

  private final PlanRequest request;
  private final PythonSearch search;
  private final List<PythonSearch.Broken> broken;

  private Survey(PlanRequest request) {
    this.request = request;
    search = new PythonSearch(request.folder(), request.workingDirectory(), request.environment());
    broken = search.broken();
  }

  /**
   * Reads the folder and makes the plan.
   *
   * @throws ConfigError if the named interpreter or a file that decides cannot be used
   */
  public static AppPlan plan(PlanRequest request) {
    return new Survey(request).plan();
  }

  private AppPlan plan() {
    checkRequirements();
    Sourced<Path> python = python();
    boolean isFixed = !python.source().endsWith(" on PATH") && !isBuilt(python.value());
    Findings findings = new Reading(request.folder()).read(python.value());
    Installed first = new Installed(python, version(findings, python), isFixed);
    AppPlan plan = new PlanMaker(request, findings, broken).make(List.of(first));
    if (plan.interpreter().fits() || isFixed) {
      return plan;
    }
    return withOthers(first, findings);
  }

  /** Looks for a Python that the app wants; what it sees in the files counts then. */
  private AppPlan withOthers(Installed first, Findings findings) {
    List<Installed> installed = new ArrayList<>();
    installed.add(first);
    installed.addAll(new Pythons(request.environment()).find());
    AppPlan plan = new PlanMaker(request, findings, broken).make(installed);
    Optional<Path> chosen =
        plan.interpreter()
            .path()
            .map(Sourced::value)
            .filter(path -> !path.equals(first.path().value()));
    if (chosen.isEmpty()) {
      return plan;
    }
    Findings again = new Reading(request.folder()).read(chosen.get());
    return new PlanMaker(request, again, broken).make(installed);
  }

  private void checkRequirements() {
    String custom = request.environment().getOrDefault("CUSTOM_REQUIREMENTSTXT_PATH", "").strip();
    if (!custom.isEmpty() && !Files.isRegularFile(request.folder().resolve(custom))) {
      throw new ConfigError(
          "CUSTOM_REQUIREMENTSTXT_PATH=" + custom,
          "there is no such file in " + request.folder() + ".",
          "Name a requirements file, relative to the app's folder, or unset the variable.");
    }
  }

  private Sourced<Path> python() {
    try {
      return search.find(request.python());
    } catch (ConfigError e) {
      // An environment that cannot be used is passed over, and one of ours made again; what was
      // named has to be right.
      Optional<Sourced<Path>> other =
          request.python().isPresent() ? Optional.empty() : search.onPath();
      return other.orElseThrow(() -> e);
    }
  }

  /**
   * Whether it belongs to an environment that a build has made: the next build makes it with
   * another Python where another one is wanted now.
   */
  private boolean isBuilt(Path python) {
    Path bin = python.getParent();
    Path environment = bin == null ? null : bin.getParent();
    return request.python().isEmpty()
        && request.environment().getOrDefault("VIRTUAL_ENV", "").isEmpty()
        && environment != null
        && BuiltEnvironments.isBuilt(environment, request.folder());
  }

  private static PythonVersion version(Findings findings, Sourced<Path> python) {
    return PythonVersion.parse(findings.python())
        .orElseThrow(() ->
            new ConfigError(
                python.value().toString(),
                "it does not say its version.",
                "Name another Python: --python PATH."));
  }
}
