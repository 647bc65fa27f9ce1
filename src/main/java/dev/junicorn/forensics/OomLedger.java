package dev.junicorn.forensics;

import dev.junicorn.plan.OomKills;
import java.util.Optional;

/**
 * Tells which deaths the kernel's counter explains. The counter says how many processes were ended,
 * not which; so it is compared with how many workers, and the spawner of those that had lost it,
 * may have been ended by it in the same stretch of time. Has no clock and reads nothing. Confined
 * to the forensics thread.
 */
final class OomLedger {

  private Optional<OomKills> before = Optional.empty();
  private int suspects;
  private boolean orphans;
  private int open;

  /** A regular look at the counter. While a death is being looked into nothing is forgotten. */
  void look(Optional<OomKills> now) {
    if (open == 0) {
      before = now;
      suspects = 0;
      orphans = false;
    }
  }

  /** A worker died; {@link #conclude} follows for each. */
  void died(WorkerEnd end) {
    open++;
    if (end.isUnexplained()) {
      suspects++;
      orphans |= end.isOrphans();
    }
  }

  /** What the counter says about a death; empty where it cannot be read. */
  Optional<OomChange> conclude(Optional<OomKills> now) {
    open--;
    if (before.isEmpty() || now.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new OomChange(
            now.get().source().toString(),
            before.get().count(),
            now.get().count(),
            suspects + (orphans ? 1 : 0)));
  }
}
