package dev.junicorn.dispatch;

import dev.junicorn.exchange.ServerTime;
import java.util.Comparator;
import java.util.List;

/**
 * What the dispatcher was doing at one moment.
 *
 * @param slots of every worker that takes requests or drains, by worker
 * @param running requests that were sent to a slot and are not answered
 * @param waiting requests in the wait queue
 * @param queueLimit how many may wait
 * @param oldestWaitNanos how long the one has waited that waits longest; 0 where none waits
 */
public record DispatchSnapshot(
    List<SlotSnapshot> slots, int running, int waiting, int queueLimit, long oldestWaitNanos) {

  static DispatchSnapshot of(WorkerRoster roster, WaitQueue queue, int running, ServerTime time) {
    long now = time.now();
    long awake = time.awake(now);
    return new DispatchSnapshot(
        roster.workers().stream()
            .flatMap(worker -> worker.slots().stream())
            .map(slot -> SlotSnapshot.of(slot, now))
            .sorted(Comparator.comparingInt(SlotSnapshot::worker))
            .toList(),
        running,
        queue.size(),
        queue.limit(),
        awake - queue.oldestSince(awake));
  }
}
