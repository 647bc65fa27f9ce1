package dev.junicorn.build;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Sourced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the programs of the steps.
 *
 * @param plan what says which interpreter makes the environment
 * @param path the variable {@code PATH}
 */
record Programs(AppPlan plan, String path) {

  static final String PYTHON = "python";

  /** What to do where a tool is missing. All of them can write a list that pip reads. */
  private static final Map<String, String> REMEDIES =
      Map.of(
          "uv",
          "Install it (https://docs.astral.sh/uv/), or write the list that pip reads: uv export"
              + " --no-dev -o requirements.txt",
          "poetry",
          "Install it (pipx install poetry), or write the list that pip reads: poetry export -o"
              + " requirements.txt",
          "pdm",
          "Install it (pipx install pdm), or write the list that pip reads: pdm export --prod -o"
              + " requirements.txt",
          "pipenv",
          "Install it (pipx install pipenv), or write the list that pip reads: pipenv requirements >"
              + " requirements.txt");

  /** The interpreter that the plan has chosen. */
  Optional<Path> interpreter() {
    return plan.interpreter().path().map(Sourced::value);
  }

  /** A program that is neither the interpreter nor a shell; empty where there is none. */
  Optional<Path> tool(String name) {
    if (name.equals(PYTHON) || name.equals("sh")) {
      return Optional.empty();
    }
    return onPath(name);
  }

  /** The path to run for a step's first word. */
  Path resolve(String name, Path python) throws BuildFailure {
    if (name.equals(PYTHON)) {
      return python;
    }
    return onPath(name)
        .orElseThrow(() ->
            new BuildFailure(
                "This app is installed with " + name + ", and there is no " + name + " on PATH.",
                REMEDIES.getOrDefault(name, "Install it, or put its folder on PATH.")));
  }

  private Optional<Path> onPath(String name) {
    if (name.indexOf('/') >= 0) {
      return Optional.of(Path.of(name)).filter(Files::isExecutable);
    }
    return List.of(path.split(":", -1)).stream()
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, name))
        .filter(program -> Files.isRegularFile(program) && Files.isExecutable(program))
        .findFirst();
  }
}
