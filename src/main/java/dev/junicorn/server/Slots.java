package dev.junicorn.server;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.junicorn.dispatch.DispatchSnapshot;
import dev.junicorn.dispatch.SlotSnapshot;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.stack.HoldUp;
import dev.junicorn.stack.StackReport;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What {@code junicorn ctl} and those who observe are told alike about slots. */
final class Slots {

  /** For a worker that has ended since its slots were looked at. */
  static final StackReport GONE = StackReport.unavailable(HoldUp.UNKNOWN, "the worker is gone");

  private static final double NANOS_IN_SECOND = 1e9;

  private Slots() {}

  static SlotSeen seen(SlotSnapshot slot) {
    return new SlotSeen(
        slot.worker(),
        slot.pid(),
        slot.slot(),
        state(slot),
        slot.method(),
        slot.target(),
        slot.ageNanos() / NANOS_IN_SECOND,
        slot.ahead());
  }

  private static String state(SlotSnapshot slot) {
    if (!slot.busy()) {
      return SlotSeen.IDLE;
    }
    return slot.answered() ? SlotSeen.STUCK : SlotSeen.BUSY;
  }

  /**
   * The slots that run something, by their workers' numbers.
   *
   * @param most further ones are left out
   */
  static Map<Integer, List<SlotSnapshot>> busy(DispatchSnapshot requests, int most) {
    return requests.slots().stream()
        .filter(SlotSnapshot::busy)
        .limit(most)
        .collect(groupingBy(SlotSnapshot::worker, TreeMap::new, toList()));
  }
}
