package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.PythonSearch;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.startup.RunEnvironment;
import dev.junicorn.plan.startup.StartupCommand;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads everything that counts for serving what a startup command of gunicorn's asks for.
 *
 * @param python the interpreter of the app's environment
 */
record GunicornRun(UpRequest request, Outside outside, Sourced<Path> python) {

  /** Where the command's options stood. */
  static final String SOURCE = "the startup command";

  /**
   * The app with its options, ready to be launched.
   *
   * @throws ConfigError if the command has an option that Junicorn does not take
   */
  Serving serving(StartupCommand.Gunicorn gunicorn) {
    Map<String, String> environment = new LinkedHashMap<>(outside.environment());
    environment.putAll(gunicorn.variables());
    Outside inFolder = outside.in(folder(gunicorn), environment);
    Sourced<List<String>> line = new Sourced<>(gunicorn.arguments(), SOURCE);
    List<String> apps = apps(line, inFolder);
    Sourced<Path> interpreter = interpreter(gunicorn);
    List<Sourced<List<String>>> below =
        List.of(
            Serving.platform(environment),
            new Sourced<>(List.of("--python=" + interpreter.value()), interpreter.source()));
    List<Sourced<List<String>>> above = new ArrayList<>();
    above.add(Serving.commandArguments(environment));
    above.add(line);
    above.addAll(request.lines(interpreter));
    Serving serving = new Serving(inFolder, new UpOptions()).with(forTheApp(gunicorn));
    Options options = serving.readWithFile(below, above);
    serving.naming(apps);
    if (options.apps.isEmpty()) {
      throw new ConfigError(
          SOURCE, "it names no app.", "For the object \"app\" in app.py write: gunicorn app:app");
    }
    return serving;
  }

  /** Where the command starts from. */
  private Path folder(StartupCommand.Gunicorn gunicorn) {
    Path folder = request.folder().resolve(gunicorn.directory()).normalize();
    if (!Files.isDirectory(folder)) {
      throw new ConfigError(
          "cd " + gunicorn.directory() + " (" + SOURCE + ")",
          "there is no folder " + folder + ".",
          "Name the folder that the app is in.");
    }
    return folder;
  }

  /** Read alone, the command names the app; the arguments of "up" name the folder. */
  private static List<String> apps(Sourced<List<String>> line, Outside inFolder) {
    try {
      return new Serving(inFolder).read(List.of(line)).apps;
    } catch (ConfigError e) {
      throw e.followedBy(
          "This is said of the startup command, which was taken for gunicorn's. To have gunicorn"
              + " itself run it, write: sh -c '...'");
    }
  }

  /**
   * The Python that the user has named where the app runs with it itself, else the one that the
   * command names by a path, else that of the app's environment.
   */
  Sourced<Path> interpreter(StartupCommand.Gunicorn gunicorn) {
    if (python.source().equals(PythonSearch.NAMED)) {
      return python;
    }
    Optional<Path> path =
        gunicorn.interpreter().map(folder(gunicorn)::resolve).filter(Files::isExecutable);
    return path.map(named -> new Sourced<>(named, SOURCE)).orElse(python);
  }

  private Map<String, String> forTheApp(StartupCommand.Gunicorn gunicorn) {
    Map<String, String> all =
        new LinkedHashMap<>(
            new RunEnvironment(outside.environment(), request.folder(), python.value())
                .activation());
    all.putAll(gunicorn.variables());
    return all;
  }
}
