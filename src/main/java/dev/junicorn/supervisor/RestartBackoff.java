package dev.junicorn.supervisor;

import java.time.Duration;

/**
 * How long to wait before a dead worker is replaced: not at all after one death, then 0.5 s,
 * doubling up to 30 s while deaths follow each other. A minute without one forgets them.
 *
 * @param deaths in a row
 * @param lastDeath monotonic nanoseconds; means nothing while {@code deaths} is 0
 */
record RestartBackoff(int deaths, long lastDeath) {

  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(60);

  /** Doublings until the longest is reached; a bound for the shift. */
  private static final int MAX_DOUBLINGS = 6;

  static RestartBackoff none() {
    return new RestartBackoff(0, 0);
  }

  RestartBackoff afterDeath(long now) {
    boolean inARow = deaths > 0 && now - lastDeath < FORGOTTEN_AFTER.toNanos();
    return new RestartBackoff(inARow ? deaths + 1 : 1, now);
  }

  /** When the next worker may be started, monotonic nanoseconds. */
  long notBefore() {
    return lastDeath + delay().toNanos();
  }

  Duration delay() {
    if (deaths <= 1) {
      return Duration.ZERO;
    }
    Duration doubled = FIRST.multipliedBy(1L << Math.min(deaths - 2, MAX_DOUBLINGS));
    return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
  }
}
