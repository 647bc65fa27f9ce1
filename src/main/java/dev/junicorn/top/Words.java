package dev.junicorn.top;

import java.util.Locale;

/** Numbers and foreign texts as a screen shows them. */
public final class Words {

  private static final long MEBI = 1L << 20;
  private static final int MINUTE = 60;
  private static final int HOUR = 60 * MINUTE;
  private static final int DAY = 24 * HOUR;

  /** The last of the Latin letters, all of them one column wide. */
  private static final char LAST_LATIN = '\u024f';

  private Words() {}

  /**
   * A time in five characters or fewer: {@code 850us}, {@code 12ms}, {@code 1.2s}, {@code 3m05}.
   */
  static String time(double seconds) {
    if (seconds < 0.000_5) {
      return "0ms";
    }
    if (seconds < 0.009_95) {
      return String.format(Locale.ROOT, "%.1fms", seconds * 1000);
    }
    if (seconds < 0.999_5) {
      return String.format(Locale.ROOT, "%.0fms", seconds * 1000);
    }
    if (seconds < 99.95) {
      return String.format(Locale.ROOT, "%.1fs", seconds);
    }
    if (seconds < 100 * MINUTE) {
      return String.format(
          Locale.ROOT, "%dm%02d", (long) seconds / MINUTE, (long) seconds % MINUTE);
    }
    return (long) seconds / HOUR + "h";
  }

  /** An age in its two largest units that say something. */
  public static String age(double seconds) {
    if (seconds < 10) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    long whole = Math.round(seconds);
    if (whole < MINUTE) {
      return whole + " s";
    }
    if (whole < HOUR) {
      return whole / MINUTE + " min " + whole % MINUTE + " s";
    }
    return whole < DAY
        ? whole / HOUR + " h " + whole % HOUR / MINUTE + " min"
        : whole / DAY + " d " + whole % DAY / HOUR + " h";
  }

  static String bytes(long bytes) {
    long mebi = (bytes + MEBI / 2) / MEBI;
    return mebi < 10_240 ? mebi + "M" : String.format(Locale.ROOT, "%.1fG", mebi / 1024.0);
  }

  static String rate(double each) {
    return each < 9.95
        ? String.format(Locale.ROOT, "%.1f", each)
        : String.format(Locale.ROOT, "%.0f", each);
  }

  /** {@code 1 slot}, {@code 2 slots}. */
  public static String counted(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** A share in whole hundredths. */
  static String percent(double share) {
    return Math.round(share * 100) + "%";
  }

  /** What a client or a file system wrote: no control characters, one column for each. */
  static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .forEach(point ->
            shown.append(
                point > LAST_LATIN || Character.isISOControl(point) || isMark(point)
                    ? '?'
                    : (char) point));
    return shown.toString();
  }

  /** The soft hyphen takes no column. */
  private static boolean isMark(int point) {
    return point == 0xad;
  }

  /** At most this wide; what is cut ends with a tilde. */
  static String fit(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    return width <= 0 ? "" : text.substring(0, width - 1) + "~";
  }
}
