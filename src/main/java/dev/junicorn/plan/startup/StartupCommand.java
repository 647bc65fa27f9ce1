package dev.junicorn.plan.startup;

import dev.junicorn.shell.ShellScript;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a startup command asks for. */
public sealed interface StartupCommand {

  /** {@code cd backend && gunicorn ...}, with a folder that no shell has to expand. */
  Pattern LEADING_CD =
      Pattern.compile(
          "\\s*cd\\s+([\\w@%+=:,./-]+|\"[\\w@%+=:,./ -]+\"|'[\\w@%+=:,./ -]+')[ \\t]*(?:&&|;|\\n)\\s*(.+)",
          Pattern.DOTALL);

  /** There is no command in it. */
  record Nothing() implements StartupCommand {}

  /**
   * gunicorn's command line: Junicorn serves the app with the same options.
   *
   * @param variables set for the app, from {@code NAME=value} before the command
   * @param arguments gunicorn's
   * @param interpreter the Python that the command names by a path, in {@code
   *     /srv/venv/bin/gunicorn} or {@code /srv/venv/bin/python -m gunicorn}
   * @param directory the folder that the command changes to before, {@code cd backend &&}; empty
   *     where it does not
   */
  record Gunicorn(
      Map<String, String> variables,
      List<String> arguments,
      Optional<String> interpreter,
      String directory)
      implements StartupCommand {
    public Gunicorn {
      variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
      arguments = List.copyOf(arguments);
    }

    /** The same after a change of the folder. */
    Gunicorn in(String folder) {
      return new Gunicorn(variables, arguments, interpreter, folder);
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
    Matcher cd = LEADING_CD.matcher(text.replace("\r\n", "\n"));
    if (cd.matches() && !cd.group(1).equals("-")) {
      String folder = cd.group(1).replaceAll("[\"']", "");
      return read(cd.group(2), environment) instanceof Gunicorn gunicorn
              && gunicorn.directory().isEmpty()
          ? gunicorn.in(folder)
          : plain(text, environment);
    }
    return plain(text, environment);
  }

  private static StartupCommand plain(String text, Map<String, String> environment) {
    // A semicolon at the end of a command changes nothing.
    String command = text.strip().replaceFirst("(?<=[^;&|\\\\\\s])\\s*;$", "");
    return switch (ShellScript.read(command, environment)) {
      case ShellScript.Empty _ -> new Nothing();
      case ShellScript.NeedsShell(String why) -> new Other(why);
      case ShellScript.Simple simple -> CommandWords.of(simple.variables(), simple.words());
    };
  }
}
