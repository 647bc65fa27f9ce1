package dev.junicorn.advice;

import dev.junicorn.observation.Observation;
import dev.junicorn.observation.WorkerSeen;
import dev.junicorn.plan.Sizing;

/**
 * How many workers memory carries, by what the largest one holds.
 *
 * @param each bytes of a worker; 0 where unknown
 * @param free bytes that workers have or could have; 0 where unknown
 */
record Room(long each, long free) {

  static Room of(Observation observation) {
    long each = observation.now().workers().stream().mapToLong(WorkerSeen::memory).max().orElse(0);
    long held = observation.now().workers().stream().mapToLong(WorkerSeen::memory).sum();
    long free =
        observation.seconds().isEmpty()
            ? 0
            : observation.seconds().getLast().machine().freeMemory();
    return new Room(each, free == 0 ? 0 : free + held);
  }

  boolean isKnown() {
    return each > 0 && free > 0;
  }

  /** One always has to fit. */
  boolean carries(int workers) {
    return !isKnown() || workers == 1 || workers <= Sizing.carriedBy(free, each);
  }
}
