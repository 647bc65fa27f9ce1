package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Installer;
import dev.junicorn.plan.Sourced;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Decides what installs the dependencies. The order: {@code CUSTOM_REQUIREMENTSTXT_PATH}, {@code
 * requirements.txt}, {@code pyproject.toml} (by its lock file, else by its build system), a lock
 * file of PEP 751, {@code setup.py}, {@code setup.cfg}, {@code Pipfile}. A requirements.txt without
 * a requirement gives way to what declares one beside it.
 */
final class DependencySearch {

  private static final String CUSTOM = "CUSTOM_REQUIREMENTSTXT_PATH";

  private static final List<String> DECLARING =
      List.of(
          "requirements.txt", "pyproject.toml", "pylock.toml", "setup.py", "setup.cfg", "Pipfile");

  /** {@code install_requires =} in setup.cfg, with what stands behind it and below it. */
  private static final Pattern REQUIRES =
      Pattern.compile("(?m)^install_requires[ \\t]*=(.*(?:\\R(?:[ \\t]+.*|[ \\t]*#.*|[ \\t]*$))*)");

  /** Files that hold requirements by their names, the likeliest for a server first. */
  private static final List<String> LIKELY =
      List.of(
          "production", "prod", "deploy", "requirements.txt", "base", "main", "requirements.in");

  private static final Pattern NOT_FOR_SERVERS =
      Pattern.compile(
          ".*(?:^|[/._-])(?:dev|develop|development|local|test|tests|testing|docs?|lint|ci)[/._-].*");

  /** Files for other tools, and what to say about them. */
  private static final List<String> CONDA = List.of("environment.yml", "environment.yaml");

  private final Findings findings;
  private final Map<String, String> environment;
  private final List<String> folders;

  /**
   * @param folders where to look, in this order; relative, empty for the top
   */
  DependencySearch(Findings findings, Map<String, String> environment, List<String> folders) {
    this.findings = findings;
    this.environment = environment;
    this.folders = List.copyOf(folders);
  }

  AppPlan.Dependencies search() {
    String custom = environment.getOrDefault(CUSTOM, "").strip();
    if (!custom.isEmpty()) {
      return custom(custom);
    }
    for (String folder : folders) {
      Optional<AppPlan.Dependencies> found = in(folder);
      if (found.isPresent()) {
        return found.get();
      }
    }
    return new AppPlan.Dependencies(
        new Sourced<>(
            Installer.NONE, "none of " + String.join(", ", DECLARING) + " declares a dependency"),
        Optional.empty(),
        List.of(),
        passedOver(""));
  }

  private Optional<AppPlan.Dependencies> in(String folder) {
    Optional<AppPlan.Dependencies> empty = Optional.empty();
    for (String name : DECLARING) {
      String path = Modules.join(folder, name);
      Optional<AppPlan.Dependencies> found =
          findings.has(path) ? declared(folder, name, path) : Optional.empty();
      if (found.isPresent() && !isEmpty(name, path)) {
        return found;
      }
      empty = empty.or(() -> found);
    }
    return empty;
  }

  /** The requirements in a setup.cfg; none where it takes them from another file. */
  private List<String> installRequires(String path) {
    Matcher list = REQUIRES.matcher(content(path));
    if (!list.find()) {
      return List.of();
    }
    List<String> requirements =
        list.group(1).lines().map(String::strip).filter(line -> !saysNothing(line)).toList();
    return requirements.stream().anyMatch(line -> line.startsWith("file:"))
        ? List.of()
        : requirements;
  }

  private boolean isEmpty(String name, String path) {
    return name.equals("requirements.txt")
        && content(path).lines().map(String::strip).allMatch(DependencySearch::saysNothing);
  }

  private static boolean saysNothing(String line) {
    return line.isEmpty() || line.startsWith("#");
  }

  private String content(String path) {
    return findings.text(path).map(Findings.TextFile::content).orElse("");
  }

  /** Where requirements are that nothing was told to install, and what to do; a sentence. */
  Optional<String> elsewhere() {
    return findings.texts().keySet().stream()
        .filter(DependencySearch::isRequirements)
        .filter(path -> !NOT_FOR_SERVERS.matcher(path).matches())
        .min(
            Comparator.comparingInt(DependencySearch::depth)
                .thenComparingInt(DependencySearch::likeliness)
                .thenComparing(Comparator.naturalOrder()))
        .map(path ->
            "%s is there, and nothing says that it is the app's. If it is, set %s=%s"
                .formatted(path, CUSTOM, path))
        .or(this::ofTools);
  }

  /** What only some tools read. */
  private Optional<String> ofTools() {
    Optional<String> groups =
        folders.stream()
            .map(folder -> Modules.join(folder, "pyproject.toml"))
            .filter(path -> findings.has(path) && project(path).hasGroups())
            .findFirst()
            .map(path -> path + " has [dependency-groups] only, which are for developers");
    return groups
        .or(() ->
            findings.sources().values().stream()
                .filter(SourceFile::hasScriptBlock)
                .findFirst()
                .map(file -> file.path() + " lists dependencies in a comment for uv run (PEP 723)"))
        .map(what -> what + ". Write what the app needs into requirements.txt");
  }

  private static boolean isRequirements(String path) {
    return (path.endsWith(".txt") && path.contains("requirements"))
        || path.endsWith("requirements.in");
  }

  private static int depth(String path) {
    // requirements/production.txt is as near as requirements-production.txt.
    return (int) path.replace("requirements/", "").chars().filter(c -> c == '/').count();
  }

  private static int likeliness(String path) {
    return IntStream.range(0, LIKELY.size())
        .filter(at -> path.contains(LIKELY.get(at)))
        .findFirst()
        .orElse(LIKELY.size());
  }

  private AppPlan.Dependencies custom(String path) {
    String plain = path.startsWith("./") ? path.substring(2) : path;
    if (plain.startsWith("/") || plain.contains("..")) {
      throw new ConfigError(
          CUSTOM + "=" + path,
          "it leads out of the app's folder.",
          "Name a file in the folder, relative to it.");
    }
    return dependencies(Installer.PIP_REQUIREMENTS, plain, CUSTOM, List.of());
  }

  private Optional<AppPlan.Dependencies> declared(String folder, String name, String path) {
    return switch (name) {
      case "requirements.txt" ->
          Optional.of(dependencies(Installer.PIP_REQUIREMENTS, path, path, List.of()));
      case "pylock.toml" -> Optional.of(dependencies(Installer.PYLOCK, path, path, List.of()));
      case "setup.cfg" ->
          // pip installs no project that has nothing but a setup.cfg.
          Optional.of(installRequires(path))
              .filter(list -> !list.isEmpty())
              .map(list ->
                  dependencies(
                      Installer.PIP_DEPENDENCIES, path, path + ", install_requires", list));
      case "setup.py" -> Optional.of(dependencies(Installer.PIP_PROJECT, path, path, List.of()));
      case "Pipfile" ->
          Optional.of(
              findings.has(path + ".lock")
                  ? dependencies(
                      Installer.PIPENV, path + ".lock", path + " with its lock", List.of())
                  : dependencies(Installer.PIPENV, path, path + ", without a lock", List.of()));
      default -> project(folder, path);
    };
  }

  /** By the lock file, which names the tool; else by the build system. */
  private Optional<AppPlan.Dependencies> project(String folder, String path) {
    ProjectFile project = project(path);
    return byLock(folder, path).or(() -> byTables(project, path));
  }

  private Optional<AppPlan.Dependencies> byLock(String folder, String path) {
    String pylock = Modules.join(folder, "pylock.toml");
    if (findings.has(Modules.join(folder, "uv.lock"))) {
      return Optional.of(dependencies(Installer.UV, path, "uv.lock beside " + path, List.of()));
    }
    if (findings.has(pylock)) {
      return Optional.of(dependencies(Installer.PYLOCK, pylock, pylock, List.of()));
    }
    if (findings.has(Modules.join(folder, "poetry.lock"))) {
      return Optional.of(
          dependencies(Installer.POETRY, path, "poetry.lock beside " + path, List.of()));
    }
    return findings.has(Modules.join(folder, "pdm.lock"))
        ? Optional.of(dependencies(Installer.PDM, path, "pdm.lock beside " + path, List.of()))
        : Optional.empty();
  }

  private Optional<AppPlan.Dependencies> byTables(ProjectFile project, String path) {
    if (project.usesPoetry() && !project.hasProject()) {
      return Optional.of(
          dependencies(Installer.POETRY, path, path + " has [tool.poetry]", List.of()));
    }
    if (project.backend().isPresent() && !project.isNoPackage()) {
      return Optional.of(
          dependencies(
              Installer.PIP_PROJECT,
              path,
              path + ", whose build backend is " + project.backend().get(),
              List.of()));
    }
    if (project.hasDynamicDependencies()) {
      return Optional.of(
          dependencies(
              Installer.PIP_PROJECT,
              path,
              path + ", whose dependencies are dynamic: its build backend knows them",
              List.of()));
    }
    if (project.dependencies().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        dependencies(
            Installer.PIP_DEPENDENCIES,
            path,
            path
                + " lists dependencies and "
                + (project.isNoPackage() ? "is no package (package-mode)" : "has no build system"),
            project.dependencies()));
  }

  private ProjectFile project(String path) {
    ProjectFile project =
        ProjectFile.parse(findings.text(path).map(Findings.TextFile::content).orElse(""));
    if (!project.problem().isEmpty()) {
      throw new ConfigError(path, project.problem() + ".", "Correct the file.");
    }
    return project;
  }

  private AppPlan.Dependencies dependencies(
      Installer installer, String path, String source, List<String> requirements) {
    return new AppPlan.Dependencies(
        new Sourced<>(installer, source),
        Optional.of(Path.of(path)),
        requirements,
        passedOver(path));
  }

  /** What else declares dependencies, in the folders that were looked at. */
  private List<AppPlan.Rejected> passedOver(String chosen) {
    List<AppPlan.Rejected> rejected = new ArrayList<>();
    for (String folder : folders) {
      for (String name : DECLARING) {
        String path = Modules.join(folder, name);
        boolean isPart = name.equals("setup.cfg") && installRequires(path).isEmpty();
        boolean isChosen = chosen.equals(path) || chosen.equals(path + ".lock");
        if (!isChosen && findings.has(path) && !chosen.isEmpty() && !isPart) {
          rejected.add(new AppPlan.Rejected(path, chosen + " comes first"));
        }
      }
      for (String name : CONDA) {
        if (findings.has(Modules.join(folder, name))) {
          rejected.add(
              new AppPlan.Rejected(
                  Modules.join(folder, name),
                  "conda environments are not made. Make it yourself, and name its interpreter:"
                      + " --python PATH"));
        }
      }
    }
    return rejected;
  }
}
