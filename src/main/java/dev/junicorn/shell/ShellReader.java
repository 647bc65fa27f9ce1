package dev.junicorn.shell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one {@link ShellScript}, character by character. For one thread and one text. */
final class ShellReader {

  /** What stops the reading; the message says why. */
  static final class NeedsShellException extends Exception {
    private static final long serialVersionUID = 1L;

    NeedsShellException(String why) {
      super(why, null, false, false);
    }
  }

  private static final String BLANKS = " \t\n";

  /** As a pattern it fits the name of a file that nobody has. */
  private static final Pattern ADDRESS =
      Pattern.compile("\\[[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*](?::[0-9]*)?");

  private final String text;
  private final Expansion expansion;
  private final Map<String, String> variables = new LinkedHashMap<>();
  private final List<String> words = new ArrayList<>();
  private final StringBuilder word = new StringBuilder();
  private boolean inWord;

  /** Length of {@code NAME=} where the word begins with it; 0 otherwise. */
  private int assigned;

  /** Whether everything of the word so far stands there as it is, without quotes. */
  private boolean bare = true;

  private boolean ended;
  private int at;

  ShellReader(String text, Map<String, String> environment) {
    this.text = text;
    this.expansion = new Expansion(environment);
  }

  ShellScript read() throws NeedsShellException {
    for (; at < text.length(); at++) {
      outside(text.charAt(at));
    }
    endWord();
    return variables.isEmpty() && words.isEmpty()
        ? new ShellScript.Empty()
        : new ShellScript.Simple(variables, words);
  }

  private void outside(char c) throws NeedsShellException {
    switch (c) {
      case '\n' -> endLine();
      case ' ', '\t' -> endWord();
      case '\'' -> singleQuoted();
      case '"' -> doubleQuoted();
      case '\\' -> escaped();
      case '$' -> expand();
      case '#' -> {
        if (inWord) {
          literal(c);
        } else {
          skipComment();
        }
      }
      case '|', '&', ';', '<', '>', '(', ')', '`' -> throw operator(c);
      case '*', '?', '[' -> pattern(c);
      case '~' -> {
        if (!inWord || word.length() == assigned) {
          throw new NeedsShellException("it has a home folder (~)");
        }
        literal(c);
      }
      case '\0' -> throw new NeedsShellException("it has a NUL character");
      default -> literal(c);
    }
  }

  private static NeedsShellException operator(char c) {
    return new NeedsShellException(
        switch (c) {
          case '|' -> "it has a pipe or an \"or\" (|)";
          case '&' -> "it has an \"and\" or a background job (&)";
          case ';' -> "it has several commands (;)";
          case '<', '>' -> "it redirects input or output (" + c + ")";
          case '`' -> "it takes the output of another command (`)";
          default -> "it has a parenthesis outside of quotes (" + c + ")";
        });
  }

  /**
   * In an option it stands for itself: no file is called {@code --forwarded-allow-ips=something}.
   * So does an address, {@code [::]:8000}.
   */
  private void pattern(char c) throws NeedsShellException {
    Matcher address = ADDRESS.matcher(text).region(at, text.length());
    if (!inWord && address.lookingAt()) {
      begin();
      word.append(address.group());
      at = address.end() - 1;
      return;
    }
    if (word.indexOf("-") != 0) {
      throw new NeedsShellException("it has a pattern for file names (" + c + ")");
    }
    literal(c);
  }

  private void literal(char c) throws NeedsShellException {
    begin();
    word.append(c);
    if (c == '=' && bare && assigned == 0 && words.isEmpty() && isName(word.length() - 1)) {
      assigned = word.length();
    }
  }

  private void begin() throws NeedsShellException {
    if (!inWord && ended) {
      throw new NeedsShellException("it has several commands, one a line");
    }
    inWord = true;
  }

  private boolean isName(int length) {
    return word.substring(0, length).matches("[A-Za-z_][A-Za-z0-9_]*");
  }

  private void quoted() throws NeedsShellException {
    begin();
    bare = false;
  }

  private void singleQuoted() throws NeedsShellException {
    quoted();
    int end = text.indexOf('\'', at + 1);
    if (end < 0) {
      throw new NeedsShellException("a quotation mark (') is not closed");
    }
    word.append(text, at + 1, end);
    at = end;
  }

  private void doubleQuoted() throws NeedsShellException {
    quoted();
    for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
      char c = text.charAt(at);
      switch (c) {
        case '\\' -> escapedInQuotes();
        case '$' -> word.append(expanded());
        case '`' -> throw operator(c);
        default -> word.append(c);
      }
    }
    if (at == text.length()) {
      throw new NeedsShellException("a quotation mark (\") is not closed");
    }
  }

  private void escaped() throws NeedsShellException {
    at++;
    if (at == text.length()) {
      throw new NeedsShellException("there is nothing after its last backslash");
    }
    if (text.charAt(at) != '\n') {
      quoted();
      word.append(text.charAt(at));
    }
  }

  private void escapedInQuotes() {
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    if ("$`\"\\\n".indexOf(next) < 0) {
      word.append('\\');
      return;
    }
    at++;
    if (next != '\n') {
      word.append(next);
    }
  }

  /** An expansion outside of quotes is split into words, except where it is assigned. */
  private void expand() throws NeedsShellException {
    String value = expanded();
    bare = false;
    if (assigned > 0) {
      word.append(value);
      return;
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (BLANKS.indexOf(c) >= 0) {
        endWord();
        bare = false;
      } else if ("*?[".indexOf(c) >= 0) {
        throw new NeedsShellException("a variable in it has a pattern for file names (" + c + ")");
      } else {
        begin();
        word.append(c);
      }
    }
  }

  private String expanded() throws NeedsShellException {
    Expansion.Result result = expansion.at(text, at);
    at = result.end() - 1;
    return result.value();
  }

  private void skipComment() {
    int end = text.indexOf('\n', at);
    // The line's end is read as such.
    at = end < 0 ? text.length() : end - 1;
  }

  private void endLine() {
    endWord();
    ended = !words.isEmpty() || !variables.isEmpty();
  }

  private void endWord() {
    if (inWord) {
      if (assigned > 0) {
        variables.put(word.substring(0, assigned - 1), word.substring(assigned));
      } else {
        words.add(word.toString());
      }
    }
    word.setLength(0);
    inWord = false;
    bare = true;
    assigned = 0;
  }
}
