package dev.junicorn.shell;

import dev.junicorn.shell.ShellReader.NeedsShellException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a dollar sign in a shell script stands for, as far as the environment alone decides it.
 *
 * @param environment the variables
 */
record Expansion(Map<String, String> environment) {

  /**
   * One expansion.
   *
   * @param end the index after it
   */
  record Result(String value, int end) {}

  private static final Pattern NAME = Pattern.compile("\\$([A-Za-z_][A-Za-z0-9_]*)");

  /** The default is plain text; one that has an expansion of its own is left to a shell. */
  private static final Pattern BRACES =
      Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?:(:?-)([^}$`'\"\\\\]*))?}");

  /** The expansion at {@code start}, where a dollar sign stands. */
  Result at(String text, int start) throws NeedsShellException {
    if (text.startsWith("$((", start)) {
      return arithmetic(text, start);
    }
    Matcher name = NAME.matcher(text).region(start, text.length());
    if (name.lookingAt()) {
      return new Result(environment.getOrDefault(name.group(1), ""), name.end());
    }
    Matcher braces = BRACES.matcher(text).region(start, text.length());
    if (braces.lookingAt()) {
      return new Result(withDefault(braces), braces.end());
    }
    if (text.startsWith("$(", start)) {
      throw new NeedsShellException("it takes the output of another command ($(...))");
    }
    if (start + 1 == text.length() || " \t\n\"'".indexOf(text.charAt(start + 1)) >= 0) {
      return lone(text, start);
    }
    throw new NeedsShellException("it has an expansion that only a shell knows ($)");
  }

  /** A dollar sign before a blank stands for itself; before a quotation mark shells differ. */
  private static Result lone(String text, int start) throws NeedsShellException {
    if (start + 1 < text.length() && text.charAt(start + 1) == '\'') {
      throw new NeedsShellException("it has an expansion that only a shell knows ($')");
    }
    return new Result("$", start + 1);
  }

  private String withDefault(Matcher braces) {
    String value = environment.get(braces.group(1));
    String operator = braces.group(2);
    boolean missing = value == null || (":-".equals(operator) && value.isEmpty());
    if (missing && operator != null) {
      return braces.group(3);
    }
    return value == null ? "" : value;
  }

  private Result arithmetic(String text, int start) throws NeedsShellException {
    int depth = 0;
    for (int i = start + 1; i < text.length(); i++) {
      if (text.charAt(i) == '(') {
        depth++;
      } else if (text.charAt(i) == ')') {
        depth--;
      }
      if (depth == 0) {
        String inner = text.substring(start + 3, Math.max(start + 3, i - 1));
        return new Result(evaluated(inner), i + 1);
      }
    }
    throw new NeedsShellException("$((...)) in it is not closed");
  }

  private String evaluated(String expression) throws NeedsShellException {
    try {
      return Long.toString(Arithmetic.evaluate(expression, environment));
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new NeedsShellException(
          "the sum $((" + expression + ")) in it was not understood (" + e.getMessage() + ")");
    }
  }
}
