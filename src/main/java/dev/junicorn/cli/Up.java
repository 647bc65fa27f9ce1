package dev.junicorn.cli;

import dev.junicorn.build.BuildOutcome;
import dev.junicorn.build.BuildReport;
import dev.junicorn.build.BuildSettings;
import dev.junicorn.build.Builder;
import dev.junicorn.event.Reason;
import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Machine;
import dev.junicorn.plan.MachineReader;
import dev.junicorn.plan.PlanRequest;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.startup.RunEnvironment;
import dev.junicorn.plan.startup.StartupScript;
import dev.junicorn.shell.Secrets;
import dev.junicorn.startup.ForeignCommand;
import dev.junicorn.survey.Survey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps of {@code junicorn up}: the plan, the build, the command before the start, the start.
 */
record Up(UpRequest request, Outside outside, Launcher launcher) {

  private static final String PRE_RUN = "PRE_RUN_COMMAND";

  int run() {
    try {
      return follow();
    } catch (InterruptedException e) {
      // The build has said so, and what becomes of what was begun.
      Thread.currentThread().interrupt();
      return ExitCode.BUILD.code();
    }
  }

  private int follow() throws InterruptedException {
    Optional<StartupScript> script =
        request.startupCommand().map(command -> StartupScript.of(command, request.folder()));
    Machine machine = new MachineReader(outside.root()).read();
    AppPlan plan = plan(machine, script);
    say(plan);
    if (plan.start() instanceof AppPlan.Nothing nothing) {
      return new SiteRun(request, outside, launcher).run(plan, nothing);
    }
    Sourced<Path> python;
    switch (build(plan)) {
      case BuildOutcome.Failed failed -> {
        outside.err().println(BuildWords.of(failed));
        outside.err().flush();
        return ExitCode.BUILD.code();
      }
      case BuildOutcome.Built built -> python = python(plan, built.environment());
      case BuildOutcome.UpToDate same -> python = python(plan, same.environment());
      case BuildOutcome.NothingToDo none -> python = python(plan, none.environment());
    }
    Map<String, String> variables =
        new RunEnvironment(outside.environment(), request.folder(), python.value())
            .forCommands(machine.cores().value());
    int failed = preRun(variables);
    return failed == 0 ? start(plan, script, python, variables) : failed;
  }

  private AppPlan plan(Machine machine, Optional<StartupScript> script) {
    return Survey.plan(
        new PlanRequest(
            request.folder(),
            outside.workingDirectory(),
            outside.environment(),
            machine,
            script.map(StartupScript::text),
            request.python(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  /** What was found, and what was not taken, before anything is done. */
  private void say(AppPlan plan) {
    UpWords.of(plan).forEach(outside::say);
  }

  private BuildOutcome build(AppPlan plan) throws InterruptedException {
    BuildSettings settings =
        new BuildSettings(
            outside.environment(),
            request.offline(),
            request.systemSitePackages(),
            request.findLinks(),
            false,
            outside.version());
    BuildOutcome outcome = new Builder(settings, new Lines(outside), System::nanoTime).build(plan);
    if (!(outcome instanceof BuildOutcome.Failed)) {
      BuildWords.of(outcome).forEach(outside::say);
    }
    return outcome;
  }

  private static Sourced<Path> python(AppPlan plan, Optional<Path> environment) {
    return environment
        .map(folder -> new Sourced<>(folder.resolve("bin/python"), folder.toString()))
        .or(() -> plan.interpreter().path())
        .orElseThrow(() ->
            new ConfigError(
                "Python",
                "no interpreter was found.",
                "Install one (Debian: apt-get install python3) or name it with --python PATH."));
  }

  private int start(
      AppPlan plan,
      Optional<StartupScript> script,
      Sourced<Path> python,
      Map<String, String> variables) {
    return switch (plan.start()) {
      case AppPlan.App app -> new AppRun(request, outside).serving(app, python).launch(launcher);
      case AppPlan.Command(Sourced<String> command, _) ->
          new StartupRun(
                  request,
                  outside,
                  launcher,
                  script.orElseGet(() -> StartupScript.of(command, request.folder())),
                  python,
                  variables)
              .run();
      case AppPlan.Nothing _ -> throw new IllegalStateException("nothing is started already");
    };
  }

  /** Runs {@code PRE_RUN_COMMAND}; returns 0, or the exit code for one that failed. */
  private int preRun(Map<String, String> variables) {
    String command = outside.environment().getOrDefault(PRE_RUN, "").strip();
    if (command.isEmpty()) {
      return 0;
    }
    outside.say(PRE_RUN + ": " + Secrets.masked(command));
    try {
      int code =
          new ForeignCommand(List.of("/bin/sh", "-c", command), request.folder(), variables)
              .runAndWait();
      return code == 0
          ? 0
          : outside.refuse(
              "%s failed with exit code %d, so nothing was started: %s"
                  .formatted(PRE_RUN, code, Secrets.masked(command)));
    } catch (IOException e) {
      return outside.refuse(PRE_RUN + " cannot be run: " + Reason.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return outside.refuse(PRE_RUN + " was interrupted.");
    }
  }

  /** The build's lines among ours. */
  private record Lines(Outside outside) implements BuildReport {
    @Override
    public void say(String sentence) {
      outside.say(sentence);
    }

    @Override
    public void output(String line) {
      outside.out().println("  | " + line);
      outside.out().flush();
    }
  }
}
