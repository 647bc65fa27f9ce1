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

  private final Map<String, String> variables;
  private List<String> words;

  CommandWords(ShellScript.Simple simple) {
    variables = new LinkedHashMap<>(simple.variables());
    words = simple.words();
  }

  StartupCommand understood() {
    skipPrefixes();
    if (words.isEmpty()) {
      return new StartupCommand.Other("it sets variables and starts no program");
    }
    String program = words.getFirst();
    String name = program.substring(program.lastIndexOf('/') + 1);
    if (name.equals("gunicorn")) {
      return gunicorn(1, sibling(program));
    }
    if (name.matches("python[0-9.]*")) {
      int module = 1;
      while (module < words.size() && HARMLESS.contains(words.get(module))) {
        module++;
      }
      if (words.size() > module + 1
          && words.get(module).equals("-m")
          && words.get(module + 1).equals("gunicorn")) {
        return gunicorn(module + 2, Optional.of(program).filter(path -> path.indexOf('/') >= 0));
      }
    }
    return new StartupCommand.Other("it starts " + program + ", which is not gunicorn");
  }

  private void skipPrefixes() {
    while (!words.isEmpty()) {
      if (words.getFirst().equals("exec")) {
        words = words.subList(1, words.size());
      } else if (words.getFirst().equals("env")) {
        words = words.subList(1, words.size());
        takeVariables();
      } else {
        return;
      }
    }
  }

  private void takeVariables() {
    while (!words.isEmpty() && words.getFirst().matches("(?s)[A-Za-z_][A-Za-z0-9_]*=.*")) {
      String[] parts = words.getFirst().split("=", 2);
      variables.put(parts[0], parts[1]);
      words = words.subList(1, words.size());
    }
  }

  private StartupCommand gunicorn(int arguments, Optional<String> interpreter) {
    return new StartupCommand.Gunicorn(
        variables, words.subList(arguments, words.size()), interpreter);
  }

  /** A script in a virtual environment runs with the Python beside it. */
  private static Optional<String> sibling(String program) {
    int slash = program.lastIndexOf('/');
    return slash < 0 ? Optional.empty() : Optional.of(program.substring(0, slash) + "/python");
  }
}
