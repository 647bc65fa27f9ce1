package dev.junicorn.dispatch;

import dev.junicorn.exchange.RequestHead;
import java.util.concurrent.TimeUnit;

/**
 * What to expect of a request, from what requests to the same path cost before. Two figures per
 * path: CPU time, a moving average; and time blocked (elapsed minus CPU), of which a <em>low
 * quantile</em> is kept, because on a busy machine elapsed time also contains waiting for a
 * processor, which happens now and then, while a handler that waits for a database does so every
 * time.
 *
 * <p>A table of fixed size, indexed by a hash: paths may share a place, which costs precision and
 * never correctness. Confined to the dispatch loop.
 */
final class ServiceTimes {

  /** A power of two; 1,024 paths are more than an app has hot ones. */
  private static final int PLACES = 1024;

  /** A request of less CPU than this may have others sent ahead behind it. */
  private static final long QUICK_CPU_NANOS = 1_000_000;

  /**
   * A request that is blocked for longer than this leaves the processor to others: it wants a
   * thread of its own.
   */
  private static final long QUICK_BLOCKED_NANOS = 150_000;

  private final long[] cpu = new long[PLACES];
  private final long[] blocked = new long[PLACES];
  private long anyWall;
  private long unknownWall;

  /**
   * Whether requests like this one have been quick and never blocked; unknown ones are thought so
   * until they prove otherwise.
   */
  boolean quick(RequestHead head) {
    int place = place(head);
    return cpu[place] < QUICK_CPU_NANOS && blocked[place] < QUICK_BLOCKED_NANOS;
  }

  /** How long requests like this one have held their slot, nanoseconds. */
  long expectation(RequestHead head) {
    int place = place(head);
    return cpu[place] + blocked[place];
  }

  /**
   * The same; where there was none like this one, what others have taken that were the first of
   * their kind. An app may have a path for each of its orders.
   */
  long guess(RequestHead head) {
    return isUnknown(place(head)) ? unknownWall : expectation(head);
  }

  /** A moving average of the elapsed time of all requests, nanoseconds. */
  long typicalWall() {
    return anyWall;
  }

  /** In how many seconds so many slots will have served so many requests; 1 to 60. */
  int secondsFor(int requests, int slots) {
    long nanos = anyWall * requests / Math.max(1, slots);
    return Math.clamp(TimeUnit.NANOSECONDS.toSeconds(nanos) + 1, 1, 60);
  }

  void record(RequestHead head, long wallNanos, long cpuNanos) {
    int place = place(head);
    if (isUnknown(place)) {
      unknownWall += (wallNanos - unknownWall) / 8;
    }
    cpu[place] += (cpuNanos - cpu[place]) / 8;
    long wait = Math.max(0, wallNanos - cpuNanos);
    long known = blocked[place];
    blocked[place] = wait < known ? known + (wait - known) / 4 : known + (wait - known) / 32;
    anyWall += (wallNanos - anyWall) / 8;
  }

  private boolean isUnknown(int place) {
    return cpu[place] == 0 && blocked[place] == 0;
  }

  private static int place(RequestHead head) {
    int hash = head.path().hashCode() * 31 + head.method().hashCode();
    return (hash ^ (hash >>> 16)) & (PLACES - 1);
  }
}
