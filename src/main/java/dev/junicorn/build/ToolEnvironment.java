package dev.junicorn.build;

import dev.junicorn.plan.AppPlan.Step;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The variables that a step sees. */
record ToolEnvironment(BuildSettings settings) {

  /**
   * The variables of one step.
   *
   * @param environment the virtual environment it works in; empty before there is one
   */
  Map<String, String> of(Step step, Optional<Path> environment) {
    Map<String, String> variables = new HashMap<>(settings.environment());
    // Set, it would make every environment's interpreter look elsewhere for its library.
    variables.remove("PYTHONHOME");
    variables.put("PYTHONUNBUFFERED", "1");
    environment.ifPresent(folder -> activate(variables, folder));
    if (step == Step.CREATE_ENVIRONMENT || step == Step.INSTALL) {
      // What lies on PYTHONPATH would count as installed, and be missing later.
      variables.remove("PYTHONPATH");
      forInstallers(variables, environment);
    }
    return variables;
  }

  boolean systemSitePackages() {
    return settings.systemSitePackages();
  }

  private static void activate(Map<String, String> variables, Path folder) {
    variables.put("VIRTUAL_ENV", folder.toString());
    variables.put(
        "PATH", folder.resolve("bin") + ":" + variables.getOrDefault("PATH", "/usr/bin:/bin"));
  }

  private void forInstallers(Map<String, String> variables, Optional<Path> environment) {
    variables.putIfAbsent("PIP_DISABLE_PIP_VERSION_CHECK", "1");
    variables.putIfAbsent("PIP_NO_INPUT", "1");
    environment.ifPresent(folder -> {
      variables.put("UV_PROJECT_ENVIRONMENT", folder.toString());
      variables.put("PDM_IGNORE_SAVED_PYTHON", "1");
      // Looking for a newer pdm asks pypi.org, and fails the step where that cannot be reached.
      variables.putIfAbsent("PDM_CHECK_UPDATE", "0");
      // Its notice that it runs in an environment is for people who did not mean to.
      variables.putIfAbsent("PIPENV_VERBOSITY", "-1");
    });
    if (settings.offline()) {
      variables.put("PIP_NO_INDEX", "1");
      variables.put("UV_OFFLINE", "1");
    }
    if (!settings.findLinks().isEmpty()) {
      // pip splits this variable at blanks, uv at commas: as addresses, folders have neither.
      List<String> links =
          settings.findLinks().stream().map(Path::toUri).map(URI::toASCIIString).toList();
      variables.merge("PIP_FIND_LINKS", String.join(" ", links), (old, more) -> more + " " + old);
      variables.put(
          "UV_FIND_LINKS",
          Stream.concat(
                  links.stream().map(link -> link.replace(",", "%2C")),
                  Stream.of(variables.getOrDefault("UV_FIND_LINKS", "")))
              .filter(link -> !link.isEmpty())
              .collect(Collectors.joining(",")));
    }
  }
}
