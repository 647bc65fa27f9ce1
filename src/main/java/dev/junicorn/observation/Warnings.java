package dev.junicorn.observation;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Counts what Python's {@code warnings} print. Lines of {@code logging} with the level WARNING are
 * not of that kind: many name what a client has asked for, so that any client could fill the list.
 * Confined to one thread.
 */
final class Warnings {

  /** Python prints most of them once in a process: what is older tells of code that is no more. */
  static final Duration KEPT = Duration.ofMinutes(15);

  private static final int LONGEST = 200;

  /** {@code /srv/app.py:7: DeprecationWarning: text}, or without the place. */
  private static final Pattern WARNING = Pattern.compile("(^|:\\d+: )[A-Za-z_]\\w*Warning: ");

  /** Times, pids, addresses: what makes the same warning look different. */
  private static final Pattern NUMBERS = Pattern.compile("0x[0-9a-f]+|[0-9]+([.,:-][0-9]+)*");

  /** By text; first the one that was not printed for the longest time. */
  private final Map<String, Printed> printed = new LinkedHashMap<>(16, 0.75f, true);

  private long reloadBegan;

  private record Printed(long count, long last) {}

  /**
   * @param now nanoseconds on any clock, the same for all calls
   */
  void printed(String line, long now) {
    if (!WARNING.matcher(line).find()) {
      return;
    }
    String same = NUMBERS.matcher(cut(line)).replaceAll("…").strip();
    Printed before = printed.get(same);
    printed.put(same, new Printed(before == null ? 1 : before.count + 1, now));
    if (printed.size() > Observation.Bounds.WARNINGS) {
      Iterator<String> oldest = printed.keySet().iterator();
      oldest.next();
      oldest.remove();
    }
  }

  /** The app is loaded anew: from now on its new code speaks, too. */
  void reloadBegins(long now) {
    reloadBegan = now;
  }

  /** Only the new code is left. */
  void reloaded() {
    printed.values().removeIf(one -> one.last - reloadBegan < 0);
  }

  List<PrintedWarning> list(long now) {
    printed.values().removeIf(one -> now - one.last > KEPT.toNanos());
    return printed.entrySet().stream()
        .map(entry -> new PrintedWarning(entry.getKey(), entry.getValue().count))
        .toList();
  }

  /** Never in the middle of a character. */
  private static String cut(String line) {
    return line.codePointCount(0, line.length()) <= LONGEST
        ? line
        : line.substring(0, line.offsetByCodePoints(0, LONGEST));
  }
}
