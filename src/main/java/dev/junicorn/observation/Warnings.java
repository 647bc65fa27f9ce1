package dev.junicorn.observation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Counts what the app prints and calls a warning itself. */
final class Warnings {

  private static final int LONGEST = 200;

  /** A class of Python's ({@code DeprecationWarning:}) or a level of its logging. */
  private static final Pattern WARNING = Pattern.compile("\\b(\\w*Warning:|WARNING\\b)");

  /** Times, pids, addresses: what makes the same warning look different. */
  private static final Pattern NUMBERS = Pattern.compile("0x[0-9a-f]+|[0-9]+([.,:-][0-9]+)*");

  private final Map<String, Long> counts = new LinkedHashMap<>();

  void printed(String line) {
    if (!WARNING.matcher(line).find()) {
      return;
    }
    String text = line.length() > LONGEST ? line.substring(0, LONGEST) : line;
    String same = NUMBERS.matcher(text).replaceAll("…").strip();
    if (counts.containsKey(same) || counts.size() < Observation.Bounds.WARNINGS) {
      counts.merge(same, 1L, Long::sum);
    }
  }

  List<PrintedWarning> list() {
    return counts.entrySet().stream()
        .map(entry -> new PrintedWarning(entry.getKey(), entry.getValue()))
        .toList();
  }
}
