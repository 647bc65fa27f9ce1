package dev.junicorn.autosize;

import dev.junicorn.observation.Second;
import java.util.List;

/**
 * What the server did in some seconds.
 *
 * @param rate answers that are no errors (5xx), in a second
 * @param errors share of the answers that are, 0 to 1
 * @param durationP95 seconds that 95 of 100 requests took at most, on average
 */
record Performance(double rate, double errors, double durationP95) {

  /** A wait that people notice. Seconds. */
  static final double NOTICED = 0.1;

  /** So many times more, or in so much less time, is better and no chance. */
  private static final double MORE = 1.05;

  private static final double LESS = 0.9;

  static Performance of(List<Second> seconds) {
    double all = seconds.stream().mapToInt(second -> second.answers().all()).sum();
    double errors = seconds.stream().mapToInt(second -> second.answers().serverErrors()).sum();
    return new Performance(
        (all - errors) / Math.max(1, seconds.size()),
        errors / Math.max(1, all),
        seconds.stream()
            .filter(second -> second.answers().all() > 0)
            .mapToDouble(second -> second.duration().p95())
            .average()
            .orElse(0));
  }

  boolean isBetterThan(Performance before) {
    return rate >= MORE * before.rate || durationP95 <= LESS * before.durationP95;
  }

  /** Whether requests waited for a slot in this second. */
  static boolean waits(Second second) {
    return Math.max(second.queueWait().p95(), second.oldestWait()) >= NOTICED;
  }
}
