package dev.junicorn.cli;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.startup.AppSettings;
import dev.junicorn.plan.startup.RunEnvironment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Reads everything that counts for serving an app that was found. */
record AppRun(UpRequest request, Outside outside) {

  /** The source of what nobody asked for: as App Service does for an app that it finds. */
  static final String USUALLY = "junicorn up";

  private static final Sourced<List<String>> USUAL =
      new Sourced<>(List.of("--access-logfile=-"), USUALLY);

  /** The app with its options, ready to be launched. */
  Serving serving(AppPlan.App app, Sourced<Path> python) {
    Outside inFolder = outside.in(request.folder(), outside.environment());
    List<Sourced<List<String>>> found = new ArrayList<>();
    found.add(Serving.platform(outside.environment()));
    found.add(USUAL);
    found.add(new Sourced<>(place(app), app.spec().source()));
    found.add(new Sourced<>(List.of("--python=" + python.value()), python.source()));
    List<Sourced<List<String>>> said = new ArrayList<>();
    said.addAll(new AppSettings(outside.environment()).options());
    said.add(Serving.commandArguments(outside.environment()));
    said.addAll(request.lines(python));
    said.add(new Sourced<>(List.of("--", app.spec().value()), app.spec().source()));
    Serving serving =
        new Serving(inFolder, new UpOptions())
            .with(
                new RunEnvironment(outside.environment(), request.folder(), python.value())
                    .activation())
            .listeningAtPort();
    serving.readWithFile(found, said);
    serving.found(app.spec().value());
    return serving.noting(
        List.of(
            "%s app %s: %s"
                .formatted(
                    app.framework().value().label(), app.spec().value(), app.spec().source())));
  }

  private static List<String> place(AppPlan.App app) {
    List<String> options = new ArrayList<>();
    options.add("--chdir=" + app.directory());
    if (!app.pythonPath().isEmpty()) {
      options.add(
          "--pythonpath="
              + app.pythonPath().stream().map(Path::toString).collect(Collectors.joining(",")));
    }
    return options;
  }
}
