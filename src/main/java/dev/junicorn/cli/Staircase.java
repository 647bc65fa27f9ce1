package dev.junicorn.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The times of answers as a picture of plain characters, one row for each request, the earliest
 * first: dots while it waited, bars while it ran. A server that runs three at once gives steps of
 * three rows.
 */
record Staircase(List<Duration> times, Duration service, int width) {

  /** More rows are thinned out; the shape stays. */
  private static final int MOST_ROWS = 32;

  private static final int NARROWEST = 10;

  /** The rows, without an end of line. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (times.isEmpty()) {
      return lines;
    }
    int rows = Math.min(MOST_ROWS, times.size());
    int digits = Integer.toString(times.size()).length();
    double longest = times.getLast().toNanos();
    for (int row = 0; row < rows; row++) {
      int number = row * times.size() / rows;
      Duration time = times.get(number);
      String label = String.format(Locale.ROOT, "%" + digits + "d ", number + 1);
      String seconds = String.format(Locale.ROOT, " %.2f s", time.toNanos() / 1e9);
      int room = Math.max(NARROWEST, width - label.length() - "  999.99 s".length());
      lines.add(label + bar(time, longest, room) + seconds);
    }
    return lines;
  }

  private String bar(Duration time, double longest, int room) {
    int end = Math.max(1, (int) Math.round(time.toNanos() / longest * room));
    long began = Math.max(0, time.minus(service).toNanos());
    int start = Math.min(end - 1, (int) Math.round(began / longest * room));
    return ".".repeat(start) + "#".repeat(end - start);
  }
}
