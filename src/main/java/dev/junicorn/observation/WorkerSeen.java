package dev.junicorn.observation;

import java.util.List;
import java.util.Set;

/**
 * One worker process.
 *
 * @param state in lower case: forking, booting, proving, ready, draining, ending
 * @param age seconds since it was started
 * @param requests how many it has answered
 * @param memory bytes, shared pages in proportion; 0 where it could not be read
 * @param cores processors it used at the last look, on average since the one before
 * @param note why it is to be replaced or is on its way out; empty for one that stays
 * @param history its memory over time, oldest first, {@value Observation.Bounds#MEMORY_POINTS} at
 *     most
 */
public record WorkerSeen(
    int worker,
    int pid,
    int generation,
    int threads,
    String state,
    double age,
    long requests,
    long memory,
    double cores,
    String note,
    List<MemoryPoint> history) {

  private static final Set<String> LEAVING = Set.of("draining", "ending");

  /** Whether it only finishes what it has. */
  public boolean isLeaving() {
    return LEAVING.contains(state);
  }

  /** The same with other measures. */
  public WorkerSeen with(long memory, double cores, List<MemoryPoint> history) {
    return new WorkerSeen(
        worker, pid, generation, threads, state, age, requests, memory, cores, note, history);
  }

  /**
   * Its memory at one time.
   *
   * @param requests how many it had answered by then
   */
  public record MemoryPoint(long epochMillis, long requests, long bytes) {}
}
