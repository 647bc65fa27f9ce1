package dev.junicorn.plan;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the interpreter that runs the app: the one that is named, else the active virtual
 * environment's, else that of a virtual environment beside the app, else the system's. The order is
 * the policy. Links are kept as they are: a virtual environment works through its own {@code
 * bin/python}.
 *
 * @param directory the app's folder, absolute
 * @param workingDirectory what a relative {@code --python} starts from, absolute
 * @param environment the server's environment: {@code VIRTUAL_ENV}, {@code PATH}
 */
public record PythonSearch(Path directory, Path workingDirectory, Map<String, String> environment) {

  /** {@code antenv} is Azure App Service's. */
  private static final List<String> VENV_FOLDERS =
      List.of(".venv", "antenv", "venv", BuiltEnvironments.ASIDE);

  /** The source of an interpreter that the user has named. */
  public static final String NAMED = "--python";

  private static final List<String> COMMANDS = List.of("python3", "python");

  /** The name of an interpreter behind its links, and of the folder with its packages. */
  private static final Pattern VERSIONED = Pattern.compile("python(3\\.\\d+t?)");

  /**
   * A virtual environment that is there and cannot be used.
   *
   * @param folder absolute
   * @param why a clause
   */
  public record Broken(Path folder, String why) {}

  /** Finds the interpreter, or says what was looked for. */
  public Sourced<Path> find(Optional<String> named) {
    if (named.isPresent()) {
      return named(named.get());
    }
    return active().or(this::besideTheApp).or(this::onPath).orElseThrow(this::nothing);
  }

  private Sourced<Path> named(String name) {
    String subject = "--python " + name;
    if (name.isEmpty()) {
      throw new ConfigError("--python", "it is empty.", "Name an interpreter: --python python3.11");
    }
    Path path = workingDirectory.resolve(name);
    if (name.indexOf('/') < 0) {
      Optional<Path> command = command(name);
      if (command.isPresent()) {
        return new Sourced<>(command.get(), NAMED);
      }
      if (!Files.exists(path)) {
        throw new ConfigError(
            subject,
            "there is no such command on PATH.",
            "Give the interpreter's full path, or install it.");
      }
    }
    if (!isExecutable(path)) {
      String why = Files.exists(path) ? "it is not an executable file." : "there is no such file.";
      throw new ConfigError(
          subject, why, "Name the interpreter itself, for example .venv/bin/python.");
    }
    return new Sourced<>(path, NAMED);
  }

  private Optional<Sourced<Path>> active() {
    String folder = environment.getOrDefault("VIRTUAL_ENV", "");
    if (folder.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        interpreterOf(workingDirectory.resolve(folder))
            .map(path -> new Sourced<>(path, "VIRTUAL_ENV"))
            .orElseThrow(() ->
                new ConfigError(
                    "VIRTUAL_ENV=" + folder,
                    why(workingDirectory.resolve(folder)) + ".",
                    "Create the environment again (%s), unset VIRTUAL_ENV, or use --python PATH."
                        .formatted(again(Path.of(folder))))));
  }

  private Optional<Sourced<Path>> besideTheApp() {
    for (String name : VENV_FOLDERS) {
      Path folder = directory.resolve(name);
      Optional<Path> interpreter = interpreterOf(folder);
      if (interpreter.isPresent()) {
        return Optional.of(new Sourced<>(interpreter.get(), name + " in " + directory));
      }
    }
    for (String name : VENV_FOLDERS) {
      Path folder = directory.resolve(name);
      if (isEnvironment(folder)) {
        String remedy =
            BuiltEnvironments.isBuilt(folder, directory)
                ? "junicorn build " + directory
                : again(folder);
        throw new ConfigError(
            folder.toString(),
            "this virtual environment cannot be used: " + why(folder) + ".",
            "Create it again (" + remedy + "), or use --python PATH.");
      }
    }
    return Optional.empty();
  }

  /**
   * The virtual environments that would be used and have no Python that works here. Those that
   * builds have made are not among them, as builds make them again.
   */
  public List<Broken> broken() {
    Stream<Path> active =
        Stream.of(environment.getOrDefault("VIRTUAL_ENV", ""))
            .filter(folder -> !folder.isEmpty())
            .map(workingDirectory::resolve);
    Stream<Path> beside =
        VENV_FOLDERS.stream().map(directory::resolve).filter(PythonSearch::isEnvironment);
    return Stream.concat(active, beside)
        .distinct()
        .filter(folder -> interpreterOf(folder).isEmpty())
        .filter(folder -> !BuiltEnvironments.isBuilt(folder, directory))
        .map(folder -> new Broken(folder, why(folder)))
        .toList();
  }

  /**
   * The command that makes an environment again; without {@code --clear} it stumbles over links.
   */
  public static String again(Path folder) {
    return "python3 -m venv --clear " + folder;
  }

  /** The system's interpreter, without a look at virtual environments. */
  public Optional<Sourced<Path>> onPath() {
    for (String name : COMMANDS) {
      Optional<Path> path = command(name);
      if (path.isPresent()) {
        return Optional.of(new Sourced<>(path.get(), name + " on PATH"));
      }
    }
    return Optional.empty();
  }

  private ConfigError nothing() {
    List<String> looked = new ArrayList<>();
    looked.add("VIRTUAL_ENV (not set)");
    VENV_FOLDERS.forEach(name -> looked.add(directory.resolve(name).toString()));
    looked.add("python3 and python on PATH");
    return new ConfigError(
        "Python",
        "no interpreter was found. Looked at " + String.join(", ", looked) + ".",
        "Install one (Debian: apt-get install python3) or name it with --python PATH.");
  }

  private Optional<Path> command(String name) {
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      // POSIX: an empty entry of PATH is the working directory.
      Path path = workingDirectory.resolve(folder).resolve(name);
      if (isExecutable(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> interpreterOf(Path folder) {
    return executableOf(folder).filter(python -> versionMadeFor(folder, python).isEmpty());
  }

  private static Optional<Path> executableOf(Path folder) {
    return COMMANDS.reversed().stream()
        .map(name -> folder.resolve("bin").resolve(name))
        .filter(PythonSearch::isExecutable)
        .findFirst();
  }

  /** Why an environment has no interpreter that can be used. */
  private static String why(Path folder) {
    Optional<Path> python = executableOf(folder);
    return python
        .flatMap(found -> versionMadeFor(folder, found))
        .map(version ->
            "it was made for Python %s, and its bin/python leads to Python %s by now, which does not see what was installed"
                .formatted(version, versionOf(python.get()).orElse("")))
        .orElse(
            Files.isDirectory(folder)
                ? "there is no executable bin/python in it; it was copied from another machine, or"
                    + " its Python is gone"
                : "there is no such folder");
  }

  /**
   * The version that an environment has its packages for, where that is not its interpreter's: the
   * system's Python was replaced by the next one.
   */
  private static Optional<String> versionMadeFor(Path folder, Path python) {
    Set<String> madeFor = new TreeSet<>();
    try (DirectoryStream<Path> libraries =
        Files.newDirectoryStream(folder.resolve("lib"), "python3.*")) {
      libraries.forEach(library -> version(library).ifPresent(madeFor::add));
    } catch (IOException e) {
      return Optional.empty();
    }
    return versionOf(python)
        .filter(version -> !madeFor.contains(version))
        .flatMap(_ -> madeFor.stream().findFirst());
  }

  /** By the name behind all links: {@code /usr/bin/python3.11}. */
  private static Optional<String> versionOf(Path python) {
    try {
      return version(python.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> version(Path path) {
    Matcher name = VERSIONED.matcher(String.valueOf(path.getFileName()));
    return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
  }

  private static boolean isEnvironment(Path folder) {
    return Files.exists(folder.resolve("pyvenv.cfg"))
        || Files.exists(folder.resolve("bin/python"), LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isExecutable(Path path) {
    return Files.isRegularFile(path) && Files.isExecutable(path);
  }
}
