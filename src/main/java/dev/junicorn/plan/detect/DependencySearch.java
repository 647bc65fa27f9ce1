package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Installer;
import dev.junicorn.plan.Sourced;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Decides what installs the dependencies. The order: {@code CUSTOM_REQUIREMENTSTXT_PATH}, {@code
 * requirements.txt}, {@code pyproject.toml} (by its lock file, else by its build system), a lock
 * file of PEP 751, {@code setup.py}, {@code Pipfile}. The app's own folder is looked at first, then
 * the top.
 */
final class DependencySearch {

  private static final String CUSTOM = "CUSTOM_REQUIREMENTSTXT_PATH";

  private static final List<String> DECLARING =
      List.of("requirements.txt", "pyproject.toml", "pylock.toml", "setup.py", "Pipfile");

  /** Files for other tools, and what to say about them. */
  private static final List<String> CONDA = List.of("environment.yml", "environment.yaml");

  private final Findings findings;
  private final Map<String, String> environment;
  private final List<String> folders;

  /**
   * @param appFolder the app's working directory, relative; empty for the top
   */
  DependencySearch(Findings findings, Map<String, String> environment, String appFolder) {
    this.findings = findings;
    this.environment = environment;
    Set<String> order = new LinkedHashSet<>();
    for (String at = appFolder; !at.isEmpty(); at = Modules.parent(at)) {
      order.add(at);
    }
    order.add("");
    this.folders = List.copyOf(order);
  }

  AppPlan.Dependencies search() {
    String custom = environment.getOrDefault(CUSTOM, "").strip();
    if (!custom.isEmpty()) {
      return custom(custom);
    }
    for (String folder : folders) {
      for (String name : DECLARING) {
        String path = Modules.join(folder, name);
        if (findings.has(path)) {
          Optional<AppPlan.Dependencies> found = declared(folder, name, path);
          if (found.isPresent()) {
            return found.get();
          }
        }
      }
    }
    return new AppPlan.Dependencies(
        new Sourced<>(
            Installer.NONE, "none of " + String.join(", ", DECLARING) + " declares a dependency"),
        Optional.empty(),
        List.of(),
        passedOver(""));
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
      case "setup.py" -> Optional.of(dependencies(Installer.PIP_PROJECT, path, path, List.of()));
      case "Pipfile" ->
          Optional.of(
              dependencies(
                  Installer.PIPENV,
                  path,
                  findings.has(path + ".lock")
                      ? path + " with its lock"
                      : path + ", without a lock",
                  List.of()));
      default -> project(folder, path);
    };
  }

  /** By the lock file, which names the tool; else by the build system. */
  private Optional<AppPlan.Dependencies> project(String folder, String path) {
    ProjectFile project = project(path);
    if (findings.has(Modules.join(folder, "uv.lock"))) {
      return Optional.of(dependencies(Installer.UV, path, "uv.lock beside " + path, List.of()));
    }
    if (findings.has(Modules.join(folder, "pylock.toml"))) {
      String lock = Modules.join(folder, "pylock.toml");
      return Optional.of(dependencies(Installer.PYLOCK, lock, lock, List.of()));
    }
    if (findings.has(Modules.join(folder, "poetry.lock"))) {
      return Optional.of(
          dependencies(Installer.POETRY, path, "poetry.lock beside " + path, List.of()));
    }
    if (findings.has(Modules.join(folder, "pdm.lock"))) {
      return Optional.of(dependencies(Installer.PDM, path, "pdm.lock beside " + path, List.of()));
    }
    if (project.usesPoetry() && !project.hasProject()) {
      return Optional.of(
          dependencies(Installer.POETRY, path, path + " has [tool.poetry]", List.of()));
    }
    if (project.backend().isPresent()) {
      return Optional.of(
          dependencies(
              Installer.PIP_PROJECT,
              path,
              path + ", whose build backend is " + project.backend().get(),
              List.of()));
    }
    if (project.dependencies().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        dependencies(
            Installer.PIP_DEPENDENCIES,
            path,
            path + " lists dependencies and has no build system",
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
        if (!path.equals(chosen) && findings.has(path) && !chosen.isEmpty()) {
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
