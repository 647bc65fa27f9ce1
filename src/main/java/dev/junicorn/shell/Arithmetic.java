package dev.junicorn.shell;

import java.util.Map;

/**
 * A shell's arithmetic with {@code + - * / %}, parentheses, decimal numbers and variables: enough
 * for {@code $((($NUM_CORES * 2) + 1))}. For one thread and one expression.
 */
final class Arithmetic {

  /** An expression is a few words; nesting costs stack. */
  private static final int MOST_CHARACTERS = 200;

  private final String text;
  private final Map<String, String> environment;
  private int at;

  private Arithmetic(String text, Map<String, String> environment) {
    this.text = text;
    this.environment = environment;
  }

  /**
   * The value.
   *
   * @throws IllegalArgumentException where it is no such expression
   * @throws ArithmeticException where it has no value: divided by zero, too large
   */
  static long evaluate(String text, Map<String, String> environment) {
    if (text.length() > MOST_CHARACTERS) {
      throw new IllegalArgumentException("it is too long");
    }
    Arithmetic arithmetic = new Arithmetic(text, environment);
    long value = arithmetic.sum();
    if (arithmetic.at < text.length()) {
      throw arithmetic.unexpected();
    }
    return value;
  }

  private long sum() {
    long value = product();
    while (true) {
      if (accept('+')) {
        value = Math.addExact(value, product());
      } else if (accept('-')) {
        value = Math.subtractExact(value, product());
      } else {
        return value;
      }
    }
  }

  private long product() {
    long value = factor();
    while (true) {
      if (accept('*')) {
        value = Math.multiplyExact(value, factor());
      } else if (accept('/')) {
        value = Math.divideExact(value, factor());
      } else if (accept('%')) {
        value %= factor();
      } else {
        return value;
      }
    }
  }

  private long factor() {
    if (accept('(')) {
      long value = sum();
      if (!accept(')')) {
        throw unexpected();
      }
      return value;
    }
    if (accept('-')) {
      return Math.negateExact(factor());
    }
    boolean dollar = accept('$');
    boolean braces = dollar && accept('{');
    String word = word();
    if (braces && !accept('}')) {
      throw unexpected();
    }
    return value(word, dollar);
  }

  private long value(String word, boolean dollar) {
    if (!dollar && word.matches("0|[1-9][0-9]{0,17}")) {
      return Long.parseLong(word);
    }
    String value = word.matches("[A-Za-z_]\\w*") ? environment.getOrDefault(word, "") : "";
    if (!value.matches("0|[1-9][0-9]{0,17}")) {
      throw new IllegalArgumentException("\"" + word + "\" is no number and no variable with one");
    }
    return Long.parseLong(value);
  }

  private String word() {
    skipBlanks();
    int start = at;
    while (at < text.length()
        && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_')) {
      at++;
    }
    String word = text.substring(start, at);
    skipBlanks();
    return word;
  }

  private boolean accept(char c) {
    skipBlanks();
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      skipBlanks();
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private IllegalArgumentException unexpected() {
    return new IllegalArgumentException(
        at < text.length() ? "\"" + text.charAt(at) + "\" was not expected" : "it breaks off");
  }
}
