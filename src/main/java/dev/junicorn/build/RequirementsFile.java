package dev.junicorn.build;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A requirements file and what it includes, as pip reads them (pip's documentation, "Requirements
 * File Format"): comments, continued lines, {@code -r} and {@code -c}.
 *
 * @param file absolute
 * @param lines its logical lines that say something, in order
 */
record RequirementsFile(Path file, List<Line> lines) {

  /** pip has no bound; a set of files that is larger is a mistake, most likely a loop of links. */
  private static final int MOST_FILES = 200;

  private static final Pattern INCLUDE =
      Pattern.compile("(?:-r|-c|--requirement|--constraint)(?:\\s*=\\s*|\\s+|(?<=-[rc]))(\\S.*)");
  private static final Pattern NAME =
      Pattern.compile("([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\\s*(?:$|[\\[<>=!~;@(\\s].*)");
  private static final Pattern QUOTED = Pattern.compile("([\"'])(.*?)\\1");
  private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*$");

  /**
   * One logical line.
   *
   * @param number where it begins, from 1
   * @param text without comment and continuation
   */
  record Line(int number, String text) {

    /** The project's name as PEP 503 normalises it; empty for options, paths and addresses. */
    Optional<String> name() {
      Matcher match = NAME.matcher(text);
      return match.matches() ? Optional.of(normalized(match.group(1))) : Optional.empty();
    }

    /** The file it includes, as it is written. */
    Optional<String> include() {
      Matcher match = INCLUDE.matcher(text);
      return match.matches() ? Optional.of(match.group(1).strip()) : Optional.empty();
    }
  }

  static String normalized(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }

  /**
   * The file and all that it includes, each once, at most {@value #MOST_FILES}.
   *
   * @param text gives a file's text, empty where it cannot be read; pip itself complains then
   */
  static List<RequirementsFile> closure(Path root, Function<Path, Optional<String>> text) {
    Map<Path, RequirementsFile> found = new LinkedHashMap<>();
    Deque<Path> open = new ArrayDeque<>(List.of(root.normalize()));
    while (!open.isEmpty() && found.size() < MOST_FILES) {
      Path file = open.removeFirst();
      if (found.containsKey(file)) {
        continue;
      }
      Optional<String> content = text.apply(file);
      if (content.isEmpty()) {
        continue;
      }
      RequirementsFile parsed = new RequirementsFile(file, parse(content.get()));
      found.put(file, parsed);
      for (Line line : parsed.lines()) {
        line.include()
            .filter(name -> !name.contains("://"))
            .ifPresent(name -> open.addLast(file.resolveSibling(name).normalize()));
      }
    }
    return List.copyOf(found.values());
  }

  /**
   * The requirements that a pyproject.toml or a setup.py writes as strings, wherever in it: good
   * enough to find the line that a name is on.
   */
  static RequirementsFile inProject(Path file, String text) {
    List<Line> lines = new ArrayList<>();
    String[] raw = text.split("\\R", -1);
    for (int at = 0; at < raw.length; at++) {
      Matcher quoted = QUOTED.matcher(raw[at]);
      while (quoted.find()) {
        lines.add(new Line(at + 1, quoted.group(2)));
      }
    }
    return new RequirementsFile(file, List.copyOf(lines));
  }

  static List<Line> parse(String text) {
    List<Line> lines = new ArrayList<>();
    String[] raw = text.split("\\R", -1);
    for (int at = 0; at < raw.length; at++) {
      int first = at;
      StringBuilder logical = new StringBuilder(raw[at]);
      while (endsWithBackslash(logical) && at + 1 < raw.length) {
        logical.setLength(logical.length() - 1);
        logical.append(raw[++at]);
      }
      String stripped = COMMENT.matcher(logical).replaceFirst("").strip();
      if (!stripped.isEmpty()) {
        lines.add(new Line(first + 1, stripped));
      }
    }
    return List.copyOf(lines);
  }

  private static boolean endsWithBackslash(StringBuilder text) {
    return !text.isEmpty() && text.charAt(text.length() - 1) == '\\';
  }
}
