package dev.junicorn.cli;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.PlanRequest;
import dev.junicorn.plan.Sizing;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.startup.RunEnvironment;
import dev.junicorn.plan.startup.StartupCommand;
import dev.junicorn.plan.startup.StartupScript;
import dev.junicorn.shell.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Completes a plan with what {@code junicorn up} would make of its start: the same lines of
 * arguments are read in the same way, and nothing is launched.
 *
 * @param request what the plan was made for
 * @param asked the words for {@code up}
 */
record UpPreview(PlanRequest request, UpRequest asked, Outside outside) {

  /** How a warning begins that tells of what "up" refuses. */
  private static final String REFUSED = "junicorn up refuses this: ";

  /** Shown in places of their own. */
  private static final Set<String> SHOWN = Set.of("--python", "--chdir", "--pythonpath");

  /**
   * The plan with what is known of its start.
   *
   * @param script the startup command that was set; empty where the plan may have found one
   */
  AppPlan of(AppPlan plan, Optional<StartupScript> script) {
    return switch (plan.start()) {
      case AppPlan.App app -> app(plan, app);
      case AppPlan.Command command -> command(plan, command, script);
      case AppPlan.Nothing _ -> plan;
    };
  }

  /** Whether "up" would start nothing because of the settings. */
  static boolean isRefused(AppPlan plan) {
    return switch (plan.start()) {
      case AppPlan.Command command -> command.reading().orElse(null) instanceof AppPlan.Refused;
      case AppPlan.App _, AppPlan.Nothing _ ->
          plan.warnings().stream().anyMatch(warning -> warning.startsWith(REFUSED));
    };
  }

  private AppPlan app(AppPlan plan, AppPlan.App app) {
    Problems problems = new Problems();
    Serving serving = new AppRun(asked, outside.executingNothing()).serving(app, present(plan));
    Planner.Planned planned = serving.plan(request.machine(), problems);
    LaunchPlan.App launched = planned.plan().app();
    AppPlan.App known =
        new AppPlan.App(
            app.framework(),
            app.spec(),
            launched.directory(),
            launched.pythonPath().stream().map(Path::of).toList(),
            applied(serving, app.spec().source()));
    return plan.starting(known, sizing(planned), warnings(plan, serving, problems));
  }

  private AppPlan command(AppPlan plan, AppPlan.Command command, Optional<StartupScript> script) {
    StartupScript read =
        script.orElseGet(() -> StartupScript.of(command.command(), request.folder()));
    Sourced<String> shown =
        new Sourced<>(Secrets.masked(read.text().value().strip()), read.text().source());
    try {
      return switch (StartupCommand.read(read.text().value(), variables(plan))) {
        case StartupCommand.Gunicorn gunicorn -> served(plan, shown, gunicorn);
        case StartupCommand.Other(String why) ->
            with(plan, shown, new AppPlan.RunAsItIs(Secrets.masked(why)));
        case StartupCommand.Nothing _ -> with(plan, shown, new AppPlan.Refused(StartupRun.EMPTY));
      };
    } catch (ConfigError e) {
      return with(plan, shown, new AppPlan.Refused(Secrets.masked(String.valueOf(e.getMessage()))));
    }
  }

  private AppPlan served(AppPlan plan, Sourced<String> shown, StartupCommand.Gunicorn gunicorn) {
    Problems problems = new Problems();
    Serving serving =
        new GunicornRun(asked, outside.executingNothing(), present(plan)).serving(gunicorn);
    Planner.Planned planned = serving.plan(request.machine(), problems);
    if (!problems.isEmpty()) {
      return with(plan, shown, new AppPlan.Refused(Secrets.masked(problems.describe())));
    }
    AppPlan.Served served =
        new AppPlan.Served(
            planned.plan().app().spec(),
            planned.plan().app().directory(),
            new GunicornRun(asked, outside, python(plan)).interpreter(gunicorn),
            List.copyOf(gunicorn.variables().keySet()),
            applied(serving, ""));
    return plan.starting(
        new AppPlan.Command(shown, Optional.of(served)),
        sizing(planned),
        warnings(plan, serving, problems));
  }

  private static AppPlan with(AppPlan plan, Sourced<String> shown, AppPlan.Reading reading) {
    return plan.starting(
        new AppPlan.Command(shown, Optional.of(reading)), plan.sizing(), plan.warnings());
  }

  /** By what the plan was asked for, with the numbers that everything read comes to. */
  private Sizing sizing(Planner.Planned planned) {
    return Sizing.decide(
        new PlanRequest(
            request.folder(),
            request.workingDirectory(),
            request.environment(),
            request.machine(),
            request.startupCommand(),
            request.python(),
            planned.workers(),
            planned.threads(),
            request.ioShare(),
            request.workerMemory()));
  }

  /**
   * The options without those that nobody gave.
   *
   * @param found the source of what the plan has found
   */
  private static AppPlan.AppliedOptions applied(Serving serving, String found) {
    List<Sourced<String>> options =
        serving.counted().stream()
            .filter(option -> !SHOWN.contains(name(option)))
            .filter(option -> !option.source().equals(AppRun.USUALLY))
            .map(UpPreview::shown)
            .toList();
    List<AppPlan.Rejected> passedOver = new ArrayList<>();
    for (Arguments.Outranked one : serving.outranked()) {
      boolean isOwn = Set.of(AppRun.USUALLY, found).contains(one.option().source());
      if (!isOwn && !name(one.option()).equals("--python")) {
        passedOver.add(
            new AppPlan.Rejected(
                words(shown(one.option())), words(shown(one.by())) + " outranks it"));
      }
    }
    for (String note : serving.passedOver()) {
      int semicolon = note.indexOf(';');
      passedOver.add(
          new AppPlan.Rejected(
              note.substring(0, note.indexOf(' ')), note.substring(semicolon + 1).strip()));
    }
    return new AppPlan.AppliedOptions(options, List.copyOf(passedOver));
  }

  private static String words(Sourced<String> option) {
    return option.value() + " (" + option.source() + ")";
  }

  private static Sourced<String> shown(Sourced<String> option) {
    return new Sourced<>(
        Secrets.masked(option.value()),
        option.source().equals(Serving.COMMAND_LINE) ? "the command line" : option.source());
  }

  private static String name(Sourced<String> option) {
    return option.value().split("=", 2)[0];
  }

  private static List<String> warnings(AppPlan plan, Serving serving, Problems problems) {
    List<String> warnings = new ArrayList<>(plan.warnings());
    serving
        .configFile()
        .ifPresent(file ->
            warnings.add(
                file.name()
                    + " is executed when the app is started, not for a plan: what it sets counts"
                    + " then, and is not shown here"));
    problems.messages().forEach(message -> warnings.add(REFUSED + message));
    return warnings;
  }

  private Map<String, String> variables(AppPlan plan) {
    return new RunEnvironment(request.environment(), request.folder(), python(plan).value())
        .forCommands(request.machine().cores().value());
  }

  /** The environment's interpreter, which the build may have yet to make. */
  private Sourced<Path> python(AppPlan plan) {
    return plan.appEnvironment()
        .map(environment -> environment.folder().value())
        .map(folder -> new Sourced<>(folder.resolve("bin/python"), folder.toString()))
        .or(() -> plan.interpreter().path())
        .orElseGet(() -> Sourced.byDefault(Path.of("python3")));
  }

  /** One that is there already, to be checked. */
  private Sourced<Path> present(AppPlan plan) {
    Sourced<Path> python = python(plan);
    return Files.isExecutable(python.value()) ? python : plan.interpreter().path().orElse(python);
  }
}
