package dev.junicorn.advice;

import java.util.Locale;

/** Numbers as people read them. */
final class Phrases {

  private static final double MILLI = 1e-3;
  private static final double MICRO = 1e-6;
  private static final long MEBI = 1L << 20;

  private Phrases() {}

  /** {@code 0.45 s}, {@code 12 ms}, {@code 0.3 ms}, {@code 0 s}. */
  static String time(double seconds) {
    if (seconds < MICRO) {
      return "0 s";
    }
    double milliseconds = seconds / MILLI;
    if (seconds >= 0.1) {
      return String.format(Locale.ROOT, "%.2f s", seconds);
    }
    return String.format(Locale.ROOT, milliseconds >= 10 ? "%.0f ms" : "%.1f ms", milliseconds);
  }

  static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond >= 20 ? "%.0f" : "%.1f", perSecond);
  }

  static String megabytes(long bytes) {
    return bytes / MEBI + " MB";
  }

  static String count(int number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }

  static String size(Prediction option) {
    return count(option.workers(), "worker") + " with " + count(option.threads(), "thread");
  }
}
