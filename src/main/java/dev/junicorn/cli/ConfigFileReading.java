package dev.junicorn.cli;

import dev.junicorn.configfile.ConfigFile;
import dev.junicorn.configfile.ConfigFileProcess;
import dev.junicorn.configfile.ConfigReport;
import dev.junicorn.plan.PythonSearch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the configuration file that a server is to have: the one that {@code --config} names, else
 * {@code gunicorn.conf.py} where the command was started.
 *
 * @param arguments everything but the file, as it was given
 * @param variables those of the app's environment that are not the server's
 */
record ConfigFileReading(Outside outside, Arguments arguments, Map<String, String> variables) {

  static final String OPTION = "--config";

  /** What is named where gunicorn is to read no file. */
  private static final Path EMPTY = Path.of("/dev/null");

  /** Importing the app or asking a slow service for a value takes seconds; more is a mistake. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** The file; empty where there is none. */
  Optional<ConfigFile> file() {
    Optional<Setting> named = arguments.last(OPTION);
    if (named.isEmpty()) {
      return ConfigFile.usual(outside.workingDirectory());
    }
    Setting setting = named.get();
    ConfigFile file = new ConfigFile(setting.value());
    if (file.name().isBlank()) {
      throw setting.error("it is empty.", "Name a file, or leave the option out.");
    }
    Optional<Path> path = file.path(outside.workingDirectory());
    if (path.isPresent() && path.get().equals(EMPTY)) {
      return Optional.empty();
    }
    if (path.isPresent() && !Files.isRegularFile(path.get())) {
      throw setting.error(
          Files.exists(path.get()) ? "this is not a file." : "there is no file " + path.get() + ".",
          "Name a file of Python, or a module: python:MODULE.");
    }
    return Optional.of(file);
  }

  /**
   * What the file sets; blocks until it is executed.
   *
   * @param problems gets every value that cannot be used
   * @throws ToldToStopException if this process is told to stop meanwhile
   */
  FileSettings read(ConfigFile file, Problems problems) {
    Path folder = outside.workingDirectory();
    Path appFolder =
        arguments.last("--chdir").map(dir -> folder.resolve(dir.value())).orElse(folder);
    Path python =
        new PythonSearch(appFolder.normalize(), folder, outside.environment())
            .find(arguments.last("--python").map(Setting::value))
            .value();
    Map<String, String> environment = new HashMap<>(outside.environment());
    environment.putAll(variables);
    ConfigFileProcess process =
        new ConfigFileProcess(python, folder, environment, outside.temporaryFolder(), LIMIT);
    ConfigReport report =
        outside
            .configFiles()
            .read(process, file, FileSettings.names())
            .orElseThrow(() -> toldToStop(file));
    return FileSettings.of(file, report, problems);
  }

  private ToldToStopException toldToStop(ConfigFile file) {
    boolean isCheck = arguments.last("--check-config").isPresent();
    return new ToldToStopException(
        file.name()
            + ": the server was told to stop while this configuration file was executed. Nothing"
            + " was started.",
        isCheck ? ExitCode.CUT_SHORT : ExitCode.OK);
  }
}
