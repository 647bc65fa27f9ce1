package dev.junicorn.cli;

import dev.junicorn.build.BuildSettings;
import dev.junicorn.build.Builder;
import dev.junicorn.build.oryx.OryxOutput;
import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.AppPlanJson;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Machine;
import dev.junicorn.plan.MachineReader;
import dev.junicorn.plan.PlanRequest;
import dev.junicorn.plan.PlanSku;
import dev.junicorn.plan.Sizing;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.startup.StartupScript;
import dev.junicorn.survey.Survey;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code junicorn plan}: says what would be built and run for a folder, and why. */
final class PlanCommand implements Subcommand {

  private final Function<PlanRequest, AppPlan> survey;

  PlanCommand() {
    this(Survey::plan);
  }

  /**
   * @param survey what makes the plan
   */
  PlanCommand(Function<PlanRequest, AppPlan> survey) {
    this.survey = survey;
  }

  @Override
  public String name() {
    return "plan";
  }

  @Override
  public String summary() {
    return "say what would be built and run for a folder, and why";
  }

  @Override
  public int run(List<String> args, Outside outside) {
    PlanWords words = new PlanWords();
    CommandLine picocli = read(words, args);
    if (words.help) {
      return help(picocli, outside);
    }
    AppPlan plan = plan(words, outside);
    PrintWriter out = outside.out();
    out.print(words.json ? AppPlanJson.render(plan) : new PlanText(plan).render());
    out.flush();
    return code(plan).code();
  }

  private static ExitCode code(AppPlan plan) {
    if (plan.start() instanceof AppPlan.Nothing) {
      return ExitCode.APP_LOAD;
    }
    return UpPreview.isRefused(plan) ? ExitCode.CONFIG : ExitCode.OK;
  }

  private AppPlan plan(PlanWords words, Outside outside) {
    Path named = folder(words.folder, outside.workingDirectory());
    Path folder =
        OryxOutput.in(named)
            .map(output -> output.presentApp(outside.temporaryFolder()))
            .orElse(named);
    Optional<StartupScript> script =
        UpRequest.startupCommand(Optional.ofNullable(words.startupCommand), outside)
            .map(command -> StartupScript.of(command, folder));
    PlanRequest request = request(words, outside, folder, script);
    AppPlan plan = survey.apply(request);
    AppPlan known =
        new UpPreview(request, asked(words, request, outside), outside).of(plan, script);
    return Builder.outlook(plan, building(words, outside))
        .map(outlook -> known.built(outlook.steps(), outlook.why()))
        .orElse(known);
  }

  /** What the same words would ask a build for. */
  private static BuildSettings building(PlanWords words, Outside outside) {
    return new BuildSettings(
        outside.environment(),
        words.offline,
        words.systemSitePackages,
        words.findLinks.stream().map(name -> UpRequest.wheels(name, outside)).toList(),
        false,
        outside.version());
  }

  /** What the same words ask {@code junicorn up} for. */
  private static UpRequest asked(PlanWords words, PlanRequest request, Outside outside) {
    List<String> args = new ArrayList<>();
    Optional.ofNullable(words.workers).ifPresent(count -> args.add("--workers=" + count));
    Optional.ofNullable(words.threads).ifPresent(count -> args.add("--threads=" + count));
    return UpRequest.toServe(
        args, request.folder(), request.python().map(name -> UpRequest.absolute(name, outside)));
  }

  private static PlanRequest request(
      PlanWords words, Outside outside, Path folder, Optional<StartupScript> script) {
    return new PlanRequest(
        folder,
        outside.workingDirectory(),
        outside.environment(),
        machine(words.sku, outside.root()),
        script.map(StartupScript::text),
        Optional.ofNullable(words.python),
        given("--workers", words.workers)
            .or(() -> variable("WEB_CONCURRENCY", outside))
            .flatMap(setting -> count(setting, 3)),
        given("--threads", words.threads).flatMap(setting -> count(setting, 6)),
        given("--io-share", words.ioShare)
            .map(setting -> new Sourced<>(setting.count(0, 99, 90), setting.source())),
        given("--worker-memory", words.workerMemory)
            .map(setting -> new Sourced<>(setting.bytes(), setting.source())));
  }

  private static Path folder(@Nullable String named, Path workingDirectory) {
    return named == null
        ? workingDirectory
        : NamedFolder.of(
            "plan",
            named,
            workingDirectory,
            "say which app it is: junicorn plan --startup-command 'gunicorn " + named + "' [DIR]");
  }

  private static Machine machine(@Nullable String sku, Path root) {
    if (sku == null) {
      return new MachineReader(root).read();
    }
    return PlanSku.named(sku.strip())
        .map(PlanSku::machine)
        .orElseThrow(() ->
            new ConfigError(
                "--sku " + sku,
                "there is no such size of an App Service plan.",
                "These are known: "
                    + PlanSku.all().stream().map(PlanSku::name).collect(Collectors.joining(", "))
                    + "."));
  }

  private static Optional<Sourced<Integer>> count(Setting setting, int example) {
    return setting.value().strip().equalsIgnoreCase("auto")
        ? Optional.empty()
        : Optional.of(
            new Sourced<>(setting.count(1, Sizing.MOST_ASKED, example), setting.source()));
  }

  private static Optional<Setting> given(String name, @Nullable String value) {
    return Optional.ofNullable(value).map(text -> new Setting(name, text, ""));
  }

  private static Optional<Setting> variable(String name, Outside outside) {
    return Optional.ofNullable(outside.environment().get(name))
        .filter(value -> !value.isBlank())
        .map(value -> Setting.ofVariable(name, value));
  }
}
