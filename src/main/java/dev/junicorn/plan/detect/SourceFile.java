package dev.junicorn.plan.detect;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What Python's parser saw in one Python file; {@code junicorn_detect/source.py}.
 *
 * @param path relative to the folder, with slashes
 * @param problem why nothing is known about it; empty where it could be read
 * @param imports local name to dotted name; relative ones with their dots
 * @param stars the modules whose names are all imported
 * @param bindings in the order of the lines
 * @param runs the calls of {@code run} and its kind that importing the module makes
 * @param settings what the file names as Django's settings
 * @param mentions what it names of what matters: {@code whitenoise} in a string, a {@code script}
 *     block
 */
public record SourceFile(
    String path,
    String problem,
    Map<String, String> imports,
    List<String> stars,
    List<Binding> bindings,
    List<Run> runs,
    List<Function> functions,
    List<Type> classes,
    List<SettingsName> settings,
    List<String> mentions) {

  /**
   * A name and its value.
   *
   * @param line 1 is the first
   * @param text the line, shortened
   * @param inside the place that importing the module does not reach; empty for the module's level
   */
  public record Binding(String name, int line, String text, Expression value, String inside) {}

  /**
   * A call that may start a server, by its name.
   *
   * @param call what is called
   * @param line 1 is the first
   * @param text the line, shortened
   */
  public record Run(Expression call, int line, String text) {}

  /**
   * A module of Django's settings that a file names; {@code junicorn_detect/settings.py}.
   *
   * @param module the name where nothing else is said
   * @param variable one that decides by being there; empty for none
   * @param with the name where it is there; empty for the variable's own value
   */
  public record SettingsName(String module, String variable, Optional<String> with) {

    /** What it is with these variables. */
    String in(Map<String, String> environment) {
      String value = environment.getOrDefault(variable, "");
      return environment.containsKey(variable)
          ? with.orElse(value.isEmpty() ? module : value)
          : module;
    }
  }

  /**
   * A function at the module's level.
   *
   * @param required the parameters that a caller must give
   */
  public record Function(
      String name,
      int line,
      String text,
      List<String> parameters,
      List<String> required,
      boolean async,
      Map<String, String> imports,
      List<Binding> locals,
      List<Expression> returns,
      String inside) {}

  /**
   * A class at the module's level.
   *
   * @param call the parameters of {@code __call__} after {@code self}; empty where it has none
   */
  public record Type(String name, int line, List<Expression> bases, Optional<List<String>> call) {}

  /** A file that could not be read. */
  public static SourceFile unreadable(String path, String problem) {
    return new SourceFile(
        path, problem, Map.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
        List.of());
  }

  /** Whether a comment at the top declares dependencies for a tool that runs the file (PEP 723). */
  boolean hasScriptBlock() {
    return mentions.contains("script");
  }

  boolean isReadable() {
    return problem.isEmpty();
  }

  /** The last component of the path. */
  String fileName() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The folder it is in, relative; empty for the top. */
  String folder() {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  /** How many folders it is below the top. */
  int depth() {
    return (int) path.chars().filter(c -> c == '/').count();
  }

  /** What the module's level names so, the last one; nothing that importing does not reach. */
  Optional<Binding> binding(String name) {
    return bindings.reversed().stream()
        .filter(binding -> binding.name().equals(name) && binding.inside().isEmpty())
        .findFirst();
  }

  Optional<Function> function(String name) {
    return functions.reversed().stream()
        .filter(function -> function.name().equals(name) && function.inside().isEmpty())
        .findFirst();
  }

  Optional<Type> type(String name) {
    return classes.reversed().stream().filter(type -> type.name().equals(name)).findFirst();
  }
}
