package dev.junicorn.cli;

import dev.junicorn.configfile.ConfigFile;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Machine;
import dev.junicorn.plan.MachineReader;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.startup.AppService;
import dev.junicorn.shell.ShellWords;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The one way from argument lines to a running server. Every command that serves an app comes this
 * way, so that every option means the same everywhere.
 */
final class Serving {

  /** The source of what stands on the command line itself. */
  static final String COMMAND_LINE = "";

  private static final String CMD_ARGS = "GUNICORN_CMD_ARGS";

  private static final String NO_APP =
      """
      which app? None was named.
      Usage: junicorn [OPTIONS] APP
      For the object "app" in app.py write: junicorn app:app
      To have the app found in a folder: junicorn up [DIR]
      All options: junicorn --help\
      """;

  private final Outside outside;
  private final Options options = new Options();
  private final CommandLine picocli = new CommandLine(options);
  private final Arguments arguments;
  private final List<String> notes = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private boolean listensAtPort;
  private Optional<ConfigFile> configFile = Optional.empty();
  private FileSettings fileSettings = FileSettings.NONE;
  private final Problems fileProblems = new Problems();
  private Map<String, String> variables = Map.of();

  /**
   * @param more objects with options of the command's own, beside those of every server
   */
  Serving(Outside outside, Object... more) {
    this.outside = outside;
    for (Object object : more) {
      picocli
          .getCommandSpec()
          .addMixin(object.getClass().getSimpleName(), CommandSpec.forAnnotatedObject(object));
    }
    // An app named @x is no file of arguments.
    picocli.setExpandAtFiles(false);
    arguments = new Arguments(picocli.getCommandSpec());
  }

  /** Sentences for the log, before those about the options. */
  Serving noting(List<String> sentences) {
    notes.addAll(sentences);
    return this;
  }

  /** Sentences for the log, as warnings. */
  Serving warning(List<String> sentences) {
    warnings.addAll(sentences);
    return this;
  }

  /** Variables for the app's environment, below {@code --env}. */
  Serving with(Map<String, String> environment) {
    variables = environment;
    return this;
  }

  /** Where {@code PORT} is set it outranks a configuration file, as with a platform's command. */
  Serving listeningAtPort() {
    listensAtPort = !outside.environment().getOrDefault("PORT", "").isBlank();
    return this;
  }

  /** {@code GUNICORN_CMD_ARGS} as a line. */
  static Sourced<List<String>> commandArguments(Map<String, String> environment) {
    String line = environment.getOrDefault(CMD_ARGS, "");
    try {
      return new Sourced<>(ShellWords.split(line), CMD_ARGS);
    } catch (IllegalArgumentException e) {
      throw new ConfigError(
          CMD_ARGS + "=" + line, String.valueOf(e.getMessage()), "Quote it as for a shell.");
    }
  }

  /** What Azure App Service asks of a server, as a line; the weakest of all. */
  static Sourced<List<String>> platform(Map<String, String> environment) {
    return new Sourced<>(
        AppService.in(environment).map(AppService::options).orElse(List.of()), AppService.NAME);
  }

  /** Reads the lines, of which each outranks those before it; what they say together. */
  Options read(List<Sourced<List<String>>> lines) {
    Problems unread = new Problems();
    lines.forEach(line -> arguments.read(line.value(), line.source(), unread));
    unread.raise();
    picocli.parseArgs(arguments.plain());
    return options;
  }

  /**
   * Reads the lines, and between them the configuration file that they name, or that is in the
   * working directory. Blocks while the file is executed. What of it cannot be used is told with
   * what the plan finds.
   *
   * @param below lines that the file outranks
   * @param above lines that outrank the file
   */
  Options readWithFile(List<Sourced<List<String>>> below, List<Sourced<List<String>>> above) {
    List<Sourced<List<String>>> lines = joined(below, above);
    Problems problems = new Problems();
    Arguments given = new Arguments(picocli.getCommandSpec());
    lines.forEach(line -> given.read(line.value(), line.source(), problems));
    problems.raise();
    if (given.last("--help").or(() -> given.last("--version")).isPresent()) {
      return read(lines);
    }
    ConfigFileReading reading = new ConfigFileReading(outside, given, variables);
    configFile = reading.file();
    fileSettings =
        configFile
            .map(file -> reading.read(file, fileProblems))
            .map(settings -> listensAtPort ? settings.withoutBinds() : settings)
            .orElse(FileSettings.NONE);
    below.forEach(line -> arguments.read(line.value(), line.source(), fileProblems));
    fileSettings.options().forEach(option -> arguments.read(option, fileProblems));
    return read(above);
  }

  /** Serves these apps, or where there are none the one that the configuration file names. */
  void naming(List<String> apps) {
    options.apps = apps.isEmpty() ? fileSettings.apps() : apps;
    if (options.apps.isEmpty()) {
      fileProblems.raise();
    }
  }

  /** Warns where the configuration file names another app than this one, which was found. */
  void found(String app) {
    fileSettings = fileSettings.besideFound(app);
  }

  /** The configuration file that was read; empty where there was none. */
  Optional<ConfigFile> configFile() {
    return configFile;
  }

  /** The names of the options that were given, in their long form. */
  List<String> given() {
    return Arrays.stream(arguments.plain())
        .takeWhile(word -> !word.equals("--"))
        .map(word -> word.split("=", 2)[0])
        .distinct()
        .toList();
  }

  /** Prints the help for what was read. */
  void printHelp() {
    picocli.usage(outside.out());
  }

  /** The options that count, with where each stood. */
  List<Sourced<String>> counted() {
    return arguments.given();
  }

  /** The options that something stronger has replaced. */
  List<Arguments.Outranked> outranked() {
    return arguments.outranked();
  }

  /** Sentences about gunicorn's options that do nothing here. */
  List<String> passedOver() {
    return arguments.notes();
  }

  /** Plans what was read; only good where no problem was found. */
  Planner.Planned plan(Machine machine, Problems problems) {
    return new Planner(
            options,
            arguments,
            outside.environment(),
            outside.workingDirectory(),
            machine,
            problems)
        .plan();
  }

  /** Plans and launches what was read; returns the exit code. */
  int launch(Launcher launcher) {
    Problems problems = fileProblems;
    Planner.Planned planned = plan(new MachineReader(outside.root()).read(), problems);
    if (!problems.isEmpty()) {
      // Beside another problem it may be that problem: -w app:app.
      boolean onlyTheApp = options.apps.isEmpty() && problems.messages().size() == 1;
      return outside.refuse(onlyTheApp ? NO_APP : problems.describe());
    }
    Map<String, String> all = new LinkedHashMap<>(variables);
    all.putAll(fileSettings.variables());
    return launcher.launch(
        planned.plan().withVariables(all),
        joined(joined(notes, fileSettings.notes()), planned.notes()),
        joined(joined(warnings, fileSettings.warnings()), planned.warnings()));
  }

  private static <T> List<T> joined(List<T> first, List<T> then) {
    return Stream.concat(first.stream(), then.stream()).toList();
  }
}
