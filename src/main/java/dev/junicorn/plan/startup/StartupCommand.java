package dev.junicorn.plan.startup;

import dev.junicorn.shell.ShellScript;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a startup command asks for. */
public sealed interface StartupCommand {

  /** There is no command in it. */
  record Nothing() implements StartupCommand {}

  /**
   * gunicorn's command line: Junicorn serves the app with the same options.
   *
   * @param variables set for the app, from {@code NAME=value} before the command
   * @param arguments gunicorn's
   * @param interpreter the Python that the command names by a path, in {@code
   *     /srv/venv/bin/gunicorn} or {@code /srv/venv/bin/python -m gunicorn}
   */
  record Gunicorn(
      Map<String, String> variables, List<String> arguments, Optional<String> interpreter)
      implements StartupCommand {
    public Gunicorn {
      variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * Something else, for a shell.
   *
   * @param why it is not taken for gunicorn's command line, to follow "because"
   */
  record Other(String why) implements StartupCommand {}

  /**
   * Reads a command, or the text of a startup file.
   *
   * @param environment what {@code $NAME} in it stands for
   */
  static StartupCommand read(String text, Map<String, String> environment) {
    return switch (ShellScript.read(text, environment)) {
      case ShellScript.Empty _ -> new Nothing();
      case ShellScript.NeedsShell(String why) -> new Other(why);
      case ShellScript.Simple simple -> CommandWords.of(simple.variables(), simple.words());
    };
  }
}
