package dev.junicorn.autosize;

import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import java.util.List;

/**
 * What the server did in the last {@value #SECONDS} seconds.
 *
 * @param rate answers that are no errors (5xx), in a second
 * @param errors share of the answers that are, 0 to 1
 * @param durationP95 seconds that 95 of 100 requests took at most, on average
 * @param waits whether they waited for a slot nearly all the time
 */
record Performance(double rate, double errors, double durationP95, boolean waits) {

  static final int SECONDS = 30;

  /** A wait that people notice. Seconds. */
  static final double NOTICED = 0.1;

  private static final double NEARLY_ALL = 0.8;

  /** So many times more, or in so much less time, is better and no chance. */
  private static final double MORE = 1.05;

  private static final double LESS = 0.9;

  static Performance of(Observation seen) {
    List<Second> seconds = seen.last(SECONDS);
    int count = Math.max(1, seconds.size());
    double all = seconds.stream().mapToInt(second -> second.answers().all()).sum();
    double errors = seconds.stream().mapToInt(second -> second.answers().serverErrors()).sum();
    long waiting = seconds.stream().filter(Performance::waits).count();
    return new Performance(
        (all - errors) / count,
        errors / Math.max(1, all),
        seconds.stream()
            .filter(second -> second.answers().all() > 0)
            .mapToDouble(second -> second.duration().p95())
            .average()
            .orElse(0),
        waiting >= NEARLY_ALL * count);
  }

  boolean isBetterThan(Performance before) {
    return rate >= MORE * before.rate || durationP95 <= LESS * before.durationP95;
  }

  private static boolean waits(Second second) {
    return Math.max(second.queueWait().p95(), second.oldestWait()) >= NOTICED;
  }
}
