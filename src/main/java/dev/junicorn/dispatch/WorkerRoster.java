package dev.junicorn.dispatch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The workers that take requests, and the choice among them. Confined to the dispatch loop.
 *
 * <p>The choice, in this order:
 *
 * <ol>
 *   <li>a worker that runs nothing;
 *   <li>for quick requests, the hot slot with the shortest inbox: at most {@link #MAX_AHEAD} are
 *       sent ahead, and none behind a request that is known not to be quick, turned out not to be
 *       ({@link #STALLED_NANOS}), or has been interrupted. While such slots are only full, a quick
 *       request waits in the queue rather than wake another thread of the same interpreter;
 *   <li>a free slot of the worker with the fewest busy ones;
 *   <li>nobody: wait.
 * </ol>
 */
final class WorkerRoster {

  /**
   * How many requests may be in an inbox behind the running one. Measured with quick requests on
   * two cores: 2 cost a fifth more CPU than 8, because worker and server then sleep and wake more
   * often; 15 gain little more.
   */
  static final int MAX_AHEAD = 8;

  /** A running request older than this holds up those behind it: they are taken back. */
  static final long STALLED_NANOS = 2_000_000;

  /**
   * A running request older than this is worth robbing: an idle worker takes what waits behind it.
   */
  private static final long WORTH_ROBBING_NANOS = 500_000;

  private final List<RosterWorker> workers = new ArrayList<>();

  List<RosterWorker> workers() {
    return workers;
  }

  void join(RosterWorker worker) {
    workers.add(worker);
  }

  /** Takes out a slot whose stream has ended, and with the last one its worker. */
  void leave(Slot slot) {
    RosterWorker worker = slot.worker();
    worker.lost(slot);
    if (worker.slots().isEmpty()) {
      workers.remove(worker);
    }
  }

  @Nullable RosterWorker find(int workerId) {
    for (RosterWorker worker : workers) {
      if (worker.id() == workerId) {
        return worker;
      }
    }
    return null;
  }

  boolean takesRequests() {
    return workers.stream().anyMatch(RosterWorker::takesRequests);
  }

  /** The slot for the next request, null if it has to wait. */
  @Nullable Slot choose(boolean quick, long now) {
    RosterWorker idlest = leastBusy();
    if (idlest != null && idlest.busy() == 0) {
      return idlest.freeSlot();
    }
    if (quick) {
      Slot hot = shortestHot(now);
      if (hot != null) {
        return hot.ahead() < MAX_AHEAD ? hot : null;
      }
    }
    return idlest == null ? null : idlest.freeSlot();
  }

  /**
   * A slot whose requests should go to a worker that has nothing to do, null if there is none.
   * Requests behind one that has just begun are left alone: to move them costs more than to wait.
   */
  @Nullable Slot robbable(long now) {
    RosterWorker idlest = leastBusy();
    if (idlest == null || idlest.busy() > 0) {
      return null;
    }
    Slot fullest = null;
    for (RosterWorker worker : workers) {
      for (Slot slot : worker.slots()) {
        if (slot.age(now) >= WORTH_ROBBING_NANOS
            && slot.ahead() > 0
            && (fullest == null || slot.ahead() > fullest.ahead())) {
          fullest = slot;
        }
      }
    }
    return fullest;
  }

  /** How many workers run at least one request. */
  int busyWorkers() {
    int count = 0;
    for (RosterWorker worker : workers) {
      if (worker.busy() > 0) {
        count++;
      }
    }
    return count;
  }

  /** Whether some slot has sent a part of an answer, and the rest is to come. */
  boolean isAnswering() {
    for (RosterWorker worker : workers) {
      for (Slot slot : worker.slots()) {
        Ticket running = slot.running();
        if (running != null && running.state() == Ticket.State.ANSWERING) {
          return true;
        }
      }
    }
    return false;
  }

  /** How many slots there are, busy or not. */
  int slots() {
    int count = 0;
    for (RosterWorker worker : workers) {
      count += worker.slots().size();
    }
    return count;
  }

  /** How many slots have at least one request. */
  int busySlots() {
    int count = 0;
    for (RosterWorker worker : workers) {
      count += worker.busy();
    }
    return count;
  }

  boolean hasFreeSlot() {
    return leastBusy() != null;
  }

  private @Nullable RosterWorker leastBusy() {
    RosterWorker best = null;
    for (RosterWorker worker : workers) {
      if (worker.hasFreeSlot() && (best == null || worker.busy() < best.busy())) {
        best = worker;
      }
    }
    return best;
  }

  private @Nullable Slot shortestHot(long now) {
    Slot best = null;
    for (RosterWorker worker : workers) {
      Slot hot = worker.hot();
      if (hot != null
          && worker.takesRequests()
          && hot.takesAhead()
          && hot.age(now) < STALLED_NANOS
          && (best == null || hot.load() < best.load())) {
        best = hot;
      }
    }
    return best;
  }
}
