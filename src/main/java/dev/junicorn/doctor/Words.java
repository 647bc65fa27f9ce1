package dev.junicorn.doctor;

import dev.junicorn.observation.Observation;
import java.util.Locale;

/** Numbers and names as people read them. */
final class Words {

  private static final double MILLI = 1e-3;
  private static final double MINUTE = 60;
  private static final double HOUR = 3600;
  private static final double MEGA = 1 << 20;
  private static final double GIGA = 1 << 30;
  private static final int LONGEST = 160;

  private Words() {}

  /** A time in the unit that fits. */
  static String seconds(double seconds) {
    if (seconds < 0.1) {
      return String.format(Locale.ROOT, "%.0f ms", seconds / MILLI);
    }
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    if (seconds < 2 * MINUTE) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    return seconds < 2 * HOUR
        ? String.format(Locale.ROOT, "%.0f min", seconds / MINUTE)
        : String.format(Locale.ROOT, "%.0f h", seconds / HOUR);
  }

  /** Megabytes as on a machine's label: 1 MB = 1048576 bytes. */
  static String bytes(double bytes) {
    if (bytes >= 10 * GIGA) {
      return String.format(Locale.ROOT, "%.0f GB", bytes / GIGA);
    }
    return String.format(
        Locale.ROOT, Math.abs(bytes) < 10 * MEGA ? "%.1f MB" : "%.0f MB", bytes / MEGA);
  }

  static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** Hundredths of a share between 0 and 1. */
  static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * share);
  }

  static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%.0f", perSecond) + " requests/s";
  }

  static String cores(double cores) {
    return String.format(Locale.ROOT, cores < 0.95 ? "%.2f" : "%.1f", cores);
  }

  /** The processors that there are: mostly a whole number. */
  static String processors(double cores) {
    return cores == 1
        ? "1 processor"
        : String.format(Locale.ROOT, cores == Math.rint(cores) ? "%.0f" : "%.1f", cores)
            + " processors";
  }

  static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  static String size(Observation seen) {
    return plural(seen.now().workersWanted(), "worker")
        + " x "
        + plural(seen.now().threads(), "thread");
  }

  /** Neither moves the cursor nor ends a line nor turns the direction of writing. */
  private static boolean isHarmless(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** What clients or the app named, on one line and not too long. */
  static String plain(String text) {
    return text.codePointCount(0, text.length()) > LONGEST
        ? line(text.substring(0, text.offsetByCodePoints(0, LONGEST))) + "..."
        : line(text);
  }

  /** A line of the log, which may name such things, to its end. */
  static String line(String text) {
    StringBuilder line = new StringBuilder();
    text.codePoints().map(point -> isHarmless(point) ? point : '?').forEach(line::appendCodePoint);
    return line.toString();
  }
}
