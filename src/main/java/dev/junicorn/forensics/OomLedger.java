package dev.junicorn.forensics;

import dev.junicorn.plan.OomKills;
import java.util.Optional;

/**
 * Tells which deaths the kernel's counter explains. The counter says how many processes were ended,
 * not which; so it is compared with how many workers, and the spawner of those that had lost it,
 * may have been ended by it in the same stretch of time. That stretch begins at the look before the
 * last one: a death is heard of later than it is counted, and a look may come in between. Has no
 * clock and reads nothing. Confined to the forensics thread.
 */
final class OomLedger {

  private Optional<OomKills> before = Optional.empty();
  private Optional<OomKills> last = Optional.empty();
  private int suspects;
  private boolean orphans;
  private int open;

  /** A regular look at the counter. While a death is being looked into nothing is forgotten. */
  void look(Optional<OomKills> now) {
    if (open == 0) {
      before = last.or(() -> now);
      last = now;
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
    Optional<OomChange> change = before.flatMap(then -> now.map(present -> change(then, present)));
    open--;
    if (open == 0) {
      before = now.map(present -> new OomKills(present.count() - left(change), present.source()));
      last = now;
      suspects = 0;
      orphans = false;
    }
    return change;
  }

  private OomChange change(OomKills then, OomKills now) {
    return new OomChange(
        now.source().toString(), then.count(), now.count(), suspects + (orphans ? 1 : 0));
  }

  /**
   * Processes that were ended and are none of the dead so far: whose death is still to be heard of.
   */
  private static long left(Optional<OomChange> change) {
    return change.map(counted -> Math.max(0, counted.kills() - counted.suspects())).orElse(0L);
  }
}
