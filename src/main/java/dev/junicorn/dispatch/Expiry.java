package dev.junicorn.dispatch;

import dev.junicorn.exchange.Failure;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Nobody waits for a slot for longer than {@code --queue-timeout}: while requests wait, looks every
 * {@value #STEP_MILLIS} ms for those that have. Confined to the dispatch loop.
 */
final class Expiry {

  /** By so much a refusal may be late. */
  private static final long STEP_MILLIS = 50;

  private final Dispatcher dispatcher;
  private final WaitQueue queue;
  private final Duration limit;
  private final ScheduledExecutorService loop;
  private final LongSupplier ticker;
  private boolean everReady;
  private long firstReadyAt;
  private boolean lookDue;

  /**
   * @param limit zero is forever
   * @param loop the dispatch loop, for its timers
   * @param ticker monotonic nanoseconds
   */
  Expiry(
      Dispatcher dispatcher,
      WaitQueue queue,
      Duration limit,
      ScheduledExecutorService loop,
      LongSupplier ticker) {
    this.dispatcher = dispatcher;
    this.queue = queue;
    this.limit = limit;
    this.loop = loop;
    this.ticker = ticker;
  }

  /** A worker can serve. Until the first one can nobody is late: the app is still starting. */
  void workerReady() {
    if (!everReady) {
      everReady = true;
      firstReadyAt = ticker.getAsLong();
    }
  }

  /** Looks soon, if anybody waits. */
  void arm() {
    if (!lookDue && !queue.isEmpty() && limit.isPositive()) {
      lookDue = true;
      loop.schedule(this::look, STEP_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    lookDue = false;
    long now = ticker.getAsLong();
    for (Ticket ticket = overdue(now); ticket != null; ticket = overdue(now)) {
      queue.remove(ticket);
      dispatcher.finish(ticket, new Failure.QueueTimeout(limit, dispatcher.retryAfter()));
    }
    arm();
  }

  /** The one that has waited longest, if that is too long. */
  private @Nullable Ticket overdue(long now) {
    Ticket oldest = queue.oldest();
    if (oldest == null || !everReady) {
      return null;
    }
    long since = Math.max(oldest.waitingSince(), firstReadyAt);
    return now - since >= limit.toNanos() ? oldest : null;
  }
}
