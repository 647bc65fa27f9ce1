package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.control.WorkerView;
import dev.junicorn.observation.SlotSeen;
import java.util.List;
import org.junit.jupiter.api.Test;

class CtlTextTest {

  private static final SlotSeen BUSY = new SlotSeen(12, 4711, 0, "busy", "GET", "/report", 15.2, 0);
  private static final SlotSeen IDLE = new SlotSeen(3, 99, 10, "idle", "", "", 0, 0);

  @Test
  void columnsLineUp() {
    assertThat(CtlText.slots(List.of(BUSY, IDLE)))
        .containsExactly(
            "WORKER   PID  SLOT  STATE   FOR  AHEAD  REQUEST",
            "    12  4711     0  busy   15 s      0  GET /report",
            "     3    99    10  idle      -      0");
  }

  @Test
  void aWorkersMemoryMayNotBeKnown() {
    WorkerView worker = new WorkerView(1, 7, 1, "ready", 5, 6, 2, 100, 0, "1 wanted");
    assertThat(CtlText.workers(List.of(worker)))
        .last()
        .asString()
        .matches(" +1 +7 +1 +ready +5\\.0 s +2 of 6 +100 +- +1 wanted");
  }
}
