package dev.junicorn.plan.startup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words of one command: which program it is, behind {@code exec} and {@code env}. */
final class CommandWords {

  /** Python's options that say nothing about what is run. */
  private static final Set<String> HARMLESS = Set.of("-u", "-B");

  /** Tools whose {@code run} starts a program in the project's environment. */
  private static final Set<String> RUNNERS = Set.of("pdm", "pipenv", "poetry", "uv");

  private CommandWords() {}

  /**
   * What the command asks for.
   *
   * @param variables set before the command
   */
  static StartupCommand of(Map<String, String> variables, List<String> words) {
    if (words.isEmpty()) {
      return new StartupCommand.Other("it sets variables and starts no program");
    }
    List<String> rest = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "exec" -> of(variables, rest);
      case "env" -> afterEnv(variables, rest);
      default ->
          isInEnvironment(words)
              ? of(variables, words.subList(2, words.size()))
              : program(variables, words.getFirst(), rest);
    };
  }

  /** {@code poetry run gunicorn}: the app runs in its environment here anyway. */
  private static boolean isInEnvironment(List<String> words) {
    return words.size() > 2
        && RUNNERS.contains(words.get(0))
        && words.get(1).equals("run")
        && !words.get(2).startsWith("-");
  }

  private static StartupCommand afterEnv(Map<String, String> variables, List<String> words) {
    Map<String, String> all = new LinkedHashMap<>(variables);
    int at = 0;
    while (at < words.size() && words.get(at).matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*")) {
      String[] parts = words.get(at).split("=", 2);
      all.put(parts[0], parts[1]);
      at++;
    }
    return of(all, words.subList(at, words.size()));
  }

  private static StartupCommand program(
      Map<String, String> variables, String program, List<String> arguments) {
    String name = program.substring(program.lastIndexOf('/') + 1);
    if (name.equals("gunicorn")) {
      return new StartupCommand.Gunicorn(variables, arguments, sibling(program), "");
    }
    List<String> afterFlags = arguments.stream().dropWhile(HARMLESS::contains).toList();
    if (name.matches("python[0-9.]*")
        && afterFlags.size() >= 2
        && afterFlags.subList(0, 2).equals(List.of("-m", "gunicorn"))) {
      return new StartupCommand.Gunicorn(
          variables,
          afterFlags.subList(2, afterFlags.size()),
          Optional.of(program).filter(path -> path.indexOf('/') >= 0),
          "");
    }
    return new StartupCommand.Other("it starts " + program + ", which is not gunicorn");
  }

  /** A script in a virtual environment runs with the Python beside it. */
  private static Optional<String> sibling(String program) {
    int slash = program.lastIndexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(program.substring(0, slash) + "/python");
  }
}
