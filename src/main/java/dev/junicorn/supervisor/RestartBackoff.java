package dev.junicorn.supervisor;

import java.time.Duration;

/**
 * How long to wait before a dead worker is replaced: not at all after one death, then 0.5 s,
 * doubling up to 30 s while deaths follow each other. A minute without one forgets them. Each pause
 * is shortened by up to a quarter, at random, so that many servers that lost the same database do
 * not come back in one wave.
 *
 * <p>Where nobody serves any more and the dead one did, one worker comes after a second: its boot
 * can be expected to succeed, and requests wait for it.
 *
 * @param deaths each within a minute of the one before
 * @param lastDeath monotonic nanoseconds; means nothing while {@code deaths} is 0
 * @param jitter the share of the last quarter of the pause that is left out, 0 to 1
 * @param hadServed whether the last one to die took requests
 */
record RestartBackoff(int deaths, long lastDeath, double jitter, boolean hadServed) {

  private static final double JITTERED_SHARE = 0.25;

  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  private static final Duration LONGEST_OF_THE_ONLY_ONE = Duration.ofSeconds(1);
  private static final Duration FORGOTTEN_AFTER = Duration.ofSeconds(60);

  /** Doublings until the longest is reached; a bound for the shift. */
  private static final int MAX_DOUBLINGS = 6;

  static RestartBackoff none() {
    return new RestartBackoff(0, 0, 0, false);
  }

  RestartBackoff afterDeath(long now, double newJitter, boolean served) {
    boolean inARow = deaths > 0 && now - lastDeath < FORGOTTEN_AFTER.toNanos();
    return new RestartBackoff(inARow ? deaths + 1 : 1, now, newJitter, served);
  }

  /** When the next worker may be started beside others, monotonic nanoseconds. */
  long notBefore() {
    return lastDeath + delay().toNanos();
  }

  /** When one may be started where there is no other, monotonic nanoseconds. */
  long onlyOneNotBefore() {
    long longest = hadServed ? LONGEST_OF_THE_ONLY_ONE.toNanos() : Long.MAX_VALUE;
    return lastDeath + Math.min(delay().toNanos(), longest);
  }

  Duration delay() {
    if (deaths <= 1) {
      return Duration.ZERO;
    }
    Duration doubled = FIRST.multipliedBy(1L << Math.min(deaths - 2, MAX_DOUBLINGS));
    long longest = Math.min(doubled.toNanos(), LONGEST.toNanos());
    return Duration.ofNanos((long) (longest * (1 - JITTERED_SHARE * jitter)));
  }
}
