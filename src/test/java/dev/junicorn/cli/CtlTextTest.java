package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.control.ServerStatus;
import dev.junicorn.control.SlotView;
import dev.junicorn.control.StackView;
import dev.junicorn.control.WorkerView;
import java.util.List;
import org.junit.jupiter.api.Test;

class CtlTextTest {

  private static final SlotView BUSY = new SlotView(12, 4711, 0, "busy", "GET", "/report", 15.2, 0);
  private static final SlotView IDLE = new SlotView(3, 99, 10, "idle", "", "", 0, 0);

  @Test
  void statusIsOneLook() {
    ServerStatus status =
        new ServerStatus(
            "1.2",
            42,
            "app:app",
            "ready",
            true,
            11520,
            List.of("http://a:1", "unix:/b"),
            2,
            3,
            2,
            6,
            true,
            12,
            4,
            2048,
            0.25);
    assertThat(CtlText.status(status))
        .containsExactly(
            "junicorn 1.2 (pid 42) serves app:app",
            "  state       ready, up for 3 h 12 min",
            "  listens at  http://a:1, unix:/b",
            "  workers     2 of 3 ready with 6 threads each (auto: more where requests wait), generation 2",
            "  requests    12 running, 4 waiting (at most 2048), the first for 0.3 s");
  }

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

  @Test
  void stacksAreIndentedUnderTheirRequests() {
    assertThat(CtlText.stacks(List.of(new StackView(BUSY, "Stack:\n  File \"a.py\"\n", "asked"))))
        .containsExactly(
            "GET /report, for 15 s (worker 12, pid 4711, slot 0; asked)",
            "  Stack:",
            "    File \"a.py\"");
    assertThat(CtlText.stacks(List.of())).containsExactly("No thread is busy.");
  }
}
