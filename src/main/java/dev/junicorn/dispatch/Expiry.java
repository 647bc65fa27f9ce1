package dev.junicorn.dispatch;

import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.ServerTime;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

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
  private final ServerTime time;
  private boolean everReady;
  private long firstReadyAt;
  private boolean lookDue;

  /**
   * @param limit zero is forever
   * @param loop the dispatch loop, for its timers
   */
  Expiry(
      Dispatcher dispatcher,
      WaitQueue queue,
      Duration limit,
      ScheduledExecutorService loop,
      ServerTime time) {
    this.dispatcher = dispatcher;
    this.queue = queue;
    this.limit = limit;
    this.loop = loop;
    this.time = time;
  }

  /** A worker can serve. Until the first one can nobody is late: the app is still starting. */
  void workerReady() {
    if (!everReady) {
      everReady = true;
      firstReadyAt = time.awake();
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
    if (everReady) {
      long now = time.awake();
      if (now - firstReadyAt >= limit.toNanos()) {
        queue.since(now - limit.toNanos()).forEach(this::refuse);
      }
    }
    arm();
  }

  private void refuse(Ticket late) {
    if (late.state() == Ticket.State.QUEUED) { // still: refusing one may end another's connection
      queue.remove(late);
      dispatcher.finish(late, new Failure.QueueTimeout(limit, dispatcher.retryAfter()));
    }
  }
}
