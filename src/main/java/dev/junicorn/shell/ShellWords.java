package dev.junicorn.shell;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits a line into words as a POSIX shell and Python's {@code shlex.split} do: white space
 * separates, single quotes keep everything, double quotes keep all but the backslash, a backslash
 * keeps the next character.
 */
public final class ShellWords {

  private static final char NONE = 0;

  private final String line;
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;
  private char quote = NONE;
  private int at;

  private ShellWords(String line) {
    this.line = line;
  }

  /**
   * Splits the line.
   *
   * @throws IllegalArgumentException with the reason where a quote or a backslash has no partner
   */
  public static List<String> split(String line) {
    return new ShellWords(line).split();
  }

  private List<String> split() {
    for (at = 0; at < line.length(); at++) {
      char c = line.charAt(at);
      if (quote == NONE) {
        outside(c);
      } else {
        inside(c);
      }
    }
    if (quote != NONE) {
      throw new IllegalArgumentException("a quotation mark (" + quote + ") is not closed.");
    }
    endWord();
    return List.copyOf(words);
  }

  private void outside(char c) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      endWord();
      return;
    }
    inWord = true;
    switch (c) {
      case '\'', '"' -> quote = c;
      case '\\' -> word.append(next());
      default -> word.append(c);
    }
  }

  private void inside(char c) {
    if (c == quote) {
      quote = NONE;
    } else if (c == '\\' && quote == '"') {
      char escaped = next();
      if (escaped != '"' && escaped != '\\') {
        word.append('\\');
      }
      word.append(escaped);
    } else {
      word.append(c);
    }
  }

  private char next() {
    if (++at == line.length()) {
      throw new IllegalArgumentException("there is nothing after the last backslash.");
    }
    return line.charAt(at);
  }

  private void endWord() {
    if (inWord) {
      words.add(word.toString());
      word.setLength(0);
      inWord = false;
    }
  }
}
