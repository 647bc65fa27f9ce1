package dev.junicorn.observation;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One moment of the server.
 *
 * @param state {@code starting}, {@code ready}, {@code draining} or {@code stopping}
 * @param uptime seconds
 * @param generation how often the app has been loaded, from 1
 * @param refused the last reload, where that was refused; null where the newest code serves
 * @param workersWanted how many workers there should be
 * @param threads slots of each
 * @param running requests that a slot has
 * @param waiting requests in the wait queue
 * @param oldestWait seconds that the first of them has waited; 0 where none waits
 * @param connections of clients, open
 */
public record Now(
    String state,
    double uptime,
    int generation,
    @Nullable Refused refused,
    int workersWanted,
    int threads,
    int running,
    int waiting,
    double oldestWait,
    int connections,
    List<WorkerSeen> workers,
    List<SlotSeen> slots) {

  /** The same moment with other words about its workers and slots. */
  public Now with(List<WorkerSeen> otherWorkers, List<SlotSeen> otherSlots) {
    return new Now(
        state,
        uptime,
        generation,
        refused,
        workersWanted,
        threads,
        running,
        waiting,
        oldestWait,
        connections,
        otherWorkers,
        otherSlots);
  }

  /** The slots that get requests: not those of workers that only finish what they have. */
  public List<SlotSeen> serving() {
    Set<Integer> leaving =
        workers.stream()
            .filter(WorkerSeen::isLeaving)
            .map(WorkerSeen::worker)
            .collect(Collectors.toSet());
    return slots.stream().filter(slot -> !leaving.contains(slot.worker())).toList();
  }

  /** How many slots run a request. */
  public int busy() {
    return busy(slots);
  }

  static int busy(List<SlotSeen> some) {
    return (int) some.stream().filter(slot -> !slot.state().equals(SlotSeen.IDLE)).count();
  }
}
