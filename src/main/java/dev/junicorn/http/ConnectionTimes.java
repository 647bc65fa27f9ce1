package dev.junicorn.http;

import java.time.Duration;

/**
 * How long a connection has been in its state, and whether the client keeps the pace that state
 * asks for. Judged once a second, so a limit may be passed by as much.
 *
 * <p>Confined to the loop; times are the ticker's nanoseconds.
 */
final class ConnectionTimes {

  private final MinimumRate rate = new MinimumRate();
  private final long keepAlive;
  private long since;
  private boolean served;
  private boolean rated;

  ConnectionTimes(HttpSettings settings, long now) {
    this.keepAlive = settings.keepAlive().toNanos();
    this.since = now;
  }

  /** A new state begins. */
  void restart(long now) {
    since = now;
    rated = false;
  }

  /** A request was answered: from now on, waiting is idling. */
  void noteServed() {
    served = true;
  }

  boolean hasServed() {
    return served;
  }

  boolean exceeds(Duration limit, long now) {
    return now - since > limit.toNanos();
  }

  /**
   * Whether the connection waited too long for a request. The first may take as long as a head, for
   * browsers connect before they have anything to ask.
   */
  boolean isIdleTooLong(long now) {
    return now - since > (served ? keepAlive : Math.max(keepAlive, Bounds.HEAD_TIME.toNanos()));
  }

  /** Nothing is to be measured now; the grace begins anew with the next measurement. */
  void pause() {
    rated = false;
  }

  /** Whether too few bytes moved, after the grace. */
  boolean isTooSlow(long bytes, Duration grace, long now) {
    if (!rated) {
      rated = true;
      rate.start(bytes, now, grace.toNanos());
      return false;
    }
    return rate.isMissed(bytes, now);
  }
}
