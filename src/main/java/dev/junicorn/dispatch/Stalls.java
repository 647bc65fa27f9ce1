package dev.junicorn.dispatch;

import dev.junicorn.exchange.ServerTime;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Nothing waits behind a request that turned out to be slow: while requests are ahead anywhere,
 * looks every millisecond for those that should be taken back. Confined to the dispatch loop.
 */
final class Stalls {

  private final Dispatcher dispatcher;
  private final WorkerRoster roster;
  private final ScheduledExecutorService loop;
  private final ServerTime time;
  private boolean checkDue;

  /**
   * @param loop the dispatch loop, for its timers
   */
  Stalls(
      Dispatcher dispatcher, WorkerRoster roster, ScheduledExecutorService loop, ServerTime time) {
    this.dispatcher = dispatcher;
    this.roster = roster;
    this.loop = loop;
    this.time = time;
  }

  /** Looks soon, if anything can stall. */
  void arm() {
    if (!checkDue && somethingCanStall()) {
      checkDue = true;
      loop.schedule(this::check, WorkerRoster.STALLED_NANOS / 2, TimeUnit.NANOSECONDS);
    }
  }

  private boolean somethingCanStall() {
    return hasRequestsAhead() || (dispatcher.waiting() > 0 && roster.hasFreeSlot());
  }

  /** In any slot: the one that was sent requests ahead need not be the hot one any more. */
  private boolean hasRequestsAhead() {
    return dispatcher.running() > roster.busySlots();
  }

  private void check() {
    checkDue = false;
    long now = time.now();
    for (RosterWorker worker : roster.workers()) {
      for (Slot slot : worker.slots()) {
        if (slot.ahead() > 0 && slot.age(now) >= WorkerRoster.STALLED_NANOS) {
          dispatcher.takeBackAll(slot);
        }
      }
    }
    dispatcher.pump();
    arm();
  }
}
