package dev.junicorn.plan.detect;

import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.toml.TomlMapper;

/**
 * What a pyproject.toml says (PEP 518, PEP 621).
 *
 * @param problem why it cannot be read; empty where it can
 * @param backend {@code build-system.build-backend}; empty where there is none
 * @param hasProject whether it has a {@code project} table
 * @param requiresPython {@code project.requires-python}, or Poetry's {@code python}
 * @param dependencies {@code project.dependencies}
 * @param hasDynamicDependencies whether only the build backend knows the dependencies
 * @param isNoPackage whether Poetry is told that there is nothing to build ({@code package-mode})
 * @param hasGroups whether it has {@code dependency-groups} (PEP 735)
 * @param tools the names under {@code tool}
 */
record ProjectFile(
    String problem,
    Optional<String> backend,
    boolean hasProject,
    Optional<String> requiresPython,
    List<String> dependencies,
    boolean hasDynamicDependencies,
    boolean isNoPackage,
    boolean hasGroups,
    List<String> tools) {

  private static final TomlMapper TOML = new TomlMapper();

  static ProjectFile parse(String content) {
    try {
      return of(TOML.readTree(content));
    } catch (JacksonException e) {
      return new ProjectFile(
          "it is no valid TOML, line %d: %s"
              .formatted(e.getLocation().getLineNr(), e.getOriginalMessage()),
          Optional.empty(),
          false,
          Optional.empty(),
          List.of(),
          false,
          false,
          false,
          List.of());
    }
  }

  private static ProjectFile of(JsonNode root) {
    JsonNode project = root.path("project");
    JsonNode poetry = root.path("tool").path("poetry");
    return new ProjectFile(
        "",
        text(root.path("build-system").path("build-backend")),
        project.isObject(),
        text(project.path("requires-python"))
            .or(() -> text(poetry.path("dependencies").path("python"))),
        StreamSupport.stream(project.path("dependencies").spliterator(), false)
            .flatMap(node -> text(node).stream())
            .toList(),
        StreamSupport.stream(project.path("dynamic").spliterator(), false)
            .anyMatch(node -> text(node).equals(Optional.of("dependencies"))),
        !poetry.path("package-mode").asBoolean(true),
        !root.path("dependency-groups").isEmpty(),
        List.copyOf(root.path("tool").propertyNames()));
  }

  private static Optional<String> text(JsonNode node) {
    return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
  }

  boolean usesPoetry() {
    return tools.contains("poetry")
        || backend.filter(name -> name.startsWith("poetry")).isPresent();
  }
}
