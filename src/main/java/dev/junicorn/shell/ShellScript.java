package dev.junicorn.shell;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A script as far as it can be read without running it: POSIX shell, chapter 2 of the Shell Command
 * Language. One simple command with quotes, comments, line continuations, {@code $NAME}, {@code
 * ${NAME:-default}} and {@code $((2 * NUM_CORES + 1))} is read; everything that needs a shell is
 * named.
 */
public sealed interface ShellScript {

  /** There is no command in it: nothing, or comments only. */
  record Empty() implements ShellScript {}

  /**
   * One command.
   *
   * @param variables the {@code NAME=value} before it, in their order
   * @param words the command and its arguments, expanded; may be empty
   */
  record Simple(Map<String, String> variables, List<String> words) implements ShellScript {
    public Simple {
      variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
      words = List.copyOf(words);
    }
  }

  /**
   * Only a shell can run it.
   *
   * @param why what stands in the way, to follow "because": {@code it has a pipe (|)}
   */
  record NeedsShell(String why) implements ShellScript {}

  /**
   * Reads a script.
   *
   * @param text with LF or CRLF at the lines' ends
   * @param environment what {@code $NAME} stands for
   */
  static ShellScript read(String text, Map<String, String> environment) {
    try {
      return new ShellReader(text.replace("\r\n", "\n"), environment).read();
    } catch (ShellReader.NeedsShellException e) {
      return new NeedsShell(String.valueOf(e.getMessage()));
    }
  }
}
