package dev.junicorn.observation;

import java.util.List;
import java.util.function.Consumer;

/** Looks at the server, on the threads that own what is looked at. */
public interface Sight {

  /**
   * Finds out what the server does and tells; returns at once.
   *
   * @param known is told, on any thread; workers without what {@link Recorder} adds: cores, memory
   *     and its history
   */
  void now(Consumer<Now> known);

  /**
   * Finds out where the running requests are and tells; returns at once.
   *
   * @param known is told, on any thread, within a few seconds
   */
  void stacks(Consumer<List<StackLook.Place>> known);

  /** What may be used of the machine. Reads small files. */
  Limits limits();

  /**
   * What may still be used, and how often it was not enough.
   *
   * @param freeMemory bytes that can still be taken; 0 where unknown
   * @param periods of the cgroup's quota so far; 0 where there is none
   * @param throttledPeriods those in which the quota was used up
   */
  record Limits(long freeMemory, long periods, long throttledPeriods) {}
}
