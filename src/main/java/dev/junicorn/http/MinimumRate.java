package dev.junicorn.http;

/**
 * Whether the other end keeps up a minimum rate. Time is credit: it runs out unless bytes earn
 * more, {@link Bounds#RATE} of them a second. Fast bytes earn credit in advance, up to {@link
 * Bounds#RATE_CREDIT}, so that a burst is not held against the pause after it, and no early burst
 * buys a pause without end. What is earned is kept a second time with a bound of {@link
 * Bounds#ANSWER_GRACE_LEAST}, so that it says how the end is doing now, whatever it did before.
 *
 * <p>Confined to the loop; times are nanoseconds in which the server did not stand still.
 */
final class MinimumRate {

  /** Rounded up, in the client's favour. */
  private static final long NANOS_PER_BYTE = 1_000_000_000L / Bounds.RATE + 1;

  private static final long MOST = Bounds.RATE_CREDIT.toNanos();
  private static final long MOST_RECENT = Bounds.ANSWER_GRACE_LEAST.toNanos();

  private long bytes;
  private long checked;
  private long credit;
  private long recentCredit;

  /** Begins anew. */
  void start(long bytesSoFar, long now, long grace) {
    bytes = bytesSoFar;
    checked = now;
    credit = grace;
    recentCredit = MOST_RECENT;
  }

  /** Whether the credit has run out. */
  boolean isMissed(long bytesNow, long now) {
    long earned = Math.min(MOST / NANOS_PER_BYTE, Math.max(0, bytesNow - bytes)) * NANOS_PER_BYTE;
    credit = Math.min(MOST, credit + earned - (now - checked));
    recentCredit = Math.clamp(recentCredit + earned - (now - checked), -1, MOST_RECENT);
    bytes = Math.max(bytes, bytesNow);
    checked = now;
    return credit < 0;
  }

  /** Whether the pace was missed of late, when {@link #isMissed} was last asked. */
  boolean isStalled() {
    return recentCredit < 0;
  }
}
