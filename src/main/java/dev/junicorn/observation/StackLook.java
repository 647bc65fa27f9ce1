package dev.junicorn.observation;

import java.util.List;

/**
 * Where the running requests were at one moment.
 *
 * @param places one for each busy slot whose stack could be had, 64 at most
 */
public record StackLook(long epochMillis, List<Place> places) {

  /**
   * Where one request was.
   *
   * @param seconds for how long it had run
   * @param posture what its thread did
   * @param holdUp why its worker did not answer the question; empty where it did
   * @param stack the innermost frames, outermost first, each {@code file:line function}; empty
   *     where unknown
   */
  public record Place(
      int worker,
      int slot,
      String method,
      String target,
      double seconds,
      Posture posture,
      String holdUp,
      List<String> stack) {}

  /** What a thread does, as the kernel sees it. */
  public enum Posture {
    /** It computes or could, if it got a processor. */
    RUNNING,
    /** It waits for Python's global lock. */
    GIL,
    /** It waits for something else. */
    BLOCKED,
    /** It could not be seen. */
    UNKNOWN
  }
}
