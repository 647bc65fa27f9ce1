package dev.junicorn.console;

import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Mark;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.observation.WorkerSeen;
import java.util.List;

/**
 * What a page that follows the server is told every second.
 *
 * @param seconds those that the moment before did not have, oldest first
 * @param marks those that the moment before did not have, oldest first
 */
record Moment(
    long epochMillis, Now now, List<Second> seconds, List<Mark> marks, List<Finding> findings) {

  /** Of a target, to be told from others in a cell. */
  private static final int LONGEST_TARGET = 200;

  /** For a page that knows nothing yet but what it has asked for. */
  static Moment first(Observation seen, List<Finding> findings) {
    return new Moment(seen.epochMillis(), lean(seen.now()), seen.last(1), List.of(), findings);
  }

  /**
   * For pages that were told the moment before.
   *
   * @param before what that was made from
   */
  static Moment after(Observation before, Observation seen, List<Finding> findings) {
    long known = before.seconds().isEmpty() ? 0 : before.seconds().getLast().epochSecond();
    return new Moment(
        seen.epochMillis(),
        lean(seen.now()),
        seen.seconds().stream().filter(second -> second.epochSecond() > known).toList(),
        seen.marks().stream().filter(mark -> mark.epochMillis() > before.epochMillis()).toList(),
        findings);
  }

  /** Without what is long and seldom looked at: once a second, to every page. */
  private static Now lean(Now now) {
    return now.with(
        now.workers().stream().map(Moment::lean).toList(),
        now.slots().stream().map(Moment::lean).toList());
  }

  private static WorkerSeen lean(WorkerSeen worker) {
    return worker.with(worker.memory(), worker.cores(), List.of());
  }

  private static SlotSeen lean(SlotSeen slot) {
    return slot.target().length() <= LONGEST_TARGET
        ? slot
        : new SlotSeen(
            slot.worker(),
            slot.pid(),
            slot.slot(),
            slot.state(),
            slot.method(),
            slot.target().substring(0, LONGEST_TARGET),
            slot.seconds(),
            slot.ahead());
  }
}
