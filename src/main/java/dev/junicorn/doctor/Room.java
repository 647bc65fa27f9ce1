package dev.junicorn.doctor;

import dev.junicorn.observation.WorkerSeen;
import dev.junicorn.plan.Sizing;

/**
 * How many workers memory carries, by what the largest one holds.
 *
 * @param each bytes of a worker; 0 where unknown
 * @param free bytes that workers have or could have; 0 where unknown
 * @param most how many workers there may be: those that should be there, and more as far as memory
 *     carries them; fewer where it is short
 */
public record Room(long each, long free, int most) {

  static Room of(Signs signs) {
    long each = signs.now().workers().stream().mapToLong(WorkerSeen::memory).max().orElse(0);
    long held = signs.now().workers().stream().mapToLong(WorkerSeen::memory).sum();
    Window recent = signs.recent();
    long taken = recent.seconds().isEmpty() ? 0 : recent.seconds().getLast().machine().freeMemory();
    long free = taken == 0 ? 0 : taken + held;
    return new Room(each, free, most(signs, carried(free, each)));
  }

  /** With the share kept free that {@code auto} keeps; none where the free memory is not known. */
  private static int carried(long free, long each) {
    long carried = Sizing.carriedBy(free, each == 0 ? Sizing.WORKER_BYTES : each);
    return (int) Math.min(Sizing.MOST_ASKED, carried);
  }

  private static int most(Signs signs, int carried) {
    int now = signs.workers();
    if (isShort(signs)) {
      return Math.clamp(carried, 1, Math.clamp(now - 1, 1, TooManyWorkers.most(signs)));
    }
    return isLow(signs) ? now : Math.max(now, carried);
  }

  /** Whether there are too many workers for it, and not one that takes more and more. */
  private static boolean isShort(Signs signs) {
    return TooManyWorkers.areForTheMemory(signs) || (isLow(signs) && !MemoryGrowth.isFound(signs));
  }

  private static boolean isLow(Signs signs) {
    return MemoryLow.isLow(signs) || Swapping.isSwapping(signs);
  }

  /** Whether it is known what a worker holds, and what can be had. */
  public boolean isKnown() {
    return each > 0 && free > 0;
  }

  /** How many are carried that grow as much as {@code auto} reckons; 0 where it is not known. */
  public int carriedWhenGrown() {
    return isKnown() ? (int) Math.min(most, Sizing.carriedBy(free, Sizing.grown(each))) : 0;
  }
}
