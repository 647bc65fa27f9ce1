package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a user asked {@code junicorn up} for.
 *
 * @param args the arguments as given
 * @param folder the app's folder, absolute
 * @param startupCommand where one was set
 * @param python the interpreter that was named: it makes the environment, and runs the app where
 *     there is none
 * @param options the names of the options for the server
 * @param offline whether the build stays off the network
 * @param systemSitePackages whether a new environment has the interpreter's packages too
 * @param findLinks folders with wheels, absolute
 * @param help whether only the help is wanted
 */
record UpRequest(
    List<String> args,
    Path folder,
    Optional<Sourced<String>> startupCommand,
    Optional<String> python,
    List<String> options,
    boolean offline,
    boolean systemSitePackages,
    List<Path> findLinks,
    boolean help) {

  private static final String STARTUP_OPTION = "--startup-command";

  /** What is not for the server. */
  private static final Set<String> OWN =
      Set.of(STARTUP_OPTION, "--offline", "--system-site-packages", "--find-links");

  private static final String STARTUP_VARIABLE = "STARTUP_COMMAND";

  static UpRequest read(List<String> args, Outside outside) {
    UpOptions own = new UpOptions();
    Serving serving = new Serving(outside, own);
    Options options = serving.read(List.of(new Sourced<>(args, Serving.COMMAND_LINE)));
    String chdir = options.python.chdir;
    if (chdir != null) {
      throw new ConfigError(
          "--chdir " + chdir,
          "junicorn up takes the app's folder as its argument.",
          "Write: junicorn up " + chdir + ".");
    }
    Optional<String> python = Optional.ofNullable(options.python.python);
    return new UpRequest(
        args,
        folder(options.apps, outside),
        startupCommand(Optional.ofNullable(own.startupCommand), outside),
        python.map(name -> absolute(name, outside)),
        serving.given().stream().filter(name -> !OWN.contains(name)).toList(),
        own.offline,
        own.systemSitePackages,
        own.findLinks.stream().map(name -> wheels(name, outside)).toList(),
        options.other.help);
  }

  /** A request that only says how an app is served. */
  static UpRequest toServe(List<String> args, Path folder, Optional<String> python) {
    List<String> options = args.stream().map(word -> word.split("=", 2)[0]).toList();
    return new UpRequest(
        args, folder, Optional.empty(), python, options, false, false, List.of(), false);
  }

  /** The same for another folder: the one that the app was unpacked to. */
  UpRequest in(Path other) {
    return new UpRequest(
        args, other, startupCommand, python, options, offline, systemSitePackages, findLinks, help);
  }

  /**
   * The arguments for the server. A {@code --python} among them is what the environment is made
   * with, so it is followed by the one that runs the app.
   *
   * @param runs the interpreter that runs the app
   */
  List<Sourced<List<String>>> lines(Sourced<Path> runs) {
    return List.of(
        new Sourced<>(args, Serving.COMMAND_LINE),
        new Sourced<>(
            python.map(_ -> List.of("--python=" + runs.value())).orElse(List.of()), runs.source()));
  }

  private static Path folder(List<String> named, Outside outside) {
    if (named.size() > 1) {
      throw new ConfigError(
          String.join(" ", named),
          "these are " + named.size() + " folders; junicorn up serves one app.",
          "Values with blanks stand in quotation marks.");
    }
    String name = named.isEmpty() ? "" : named.getFirst();
    return NamedFolder.of(
        "up", name, outside.workingDirectory(), "serve this app: junicorn " + name);
  }

  static Path wheels(String name, Outside outside) {
    Path folder = outside.workingDirectory().resolve(name).normalize();
    if (!Files.isDirectory(folder)) {
      throw new ConfigError(
          "--find-links " + name,
          "there is no such folder.",
          "Name a folder with wheels (*.whl) or source archives.");
    }
    return folder;
  }

  /** The command that was set, by an option or else by the variable. */
  static Optional<Sourced<String>> startupCommand(Optional<String> option, Outside outside) {
    return option
        .map(command -> new Sourced<>(command, STARTUP_OPTION))
        .or(() ->
            Optional.ofNullable(outside.environment().get(STARTUP_VARIABLE))
                .map(command -> new Sourced<>(command, STARTUP_VARIABLE)))
        .filter(command -> !command.value().isBlank());
  }

  /** An interpreter's name for any working directory; a command on PATH stays as it is. */
  static String absolute(String python, Outside outside) {
    return python.indexOf('/') < 0
        ? python
        : outside.workingDirectory().resolve(python).normalize().toString();
  }
}
