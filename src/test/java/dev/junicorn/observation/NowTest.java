package dev.junicorn.observation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NowTest {

  @Test
  void slotsOfWorkersThatLeaveServeNobody() {
    Now now =
        new Now(
            "ready",
            1,
            2,
            null,
            1,
            1,
            3,
            0,
            0,
            3,
            List.of(worker(1, "draining"), worker(2, "ending"), worker(3, "ready")),
            List.of(slot(1), slot(2), slot(3)));
    assertThat(now.serving()).containsExactly(slot(3));
    assertThat(now.busy()).isEqualTo(3);
  }

  private static WorkerSeen worker(int id, String state) {
    return new WorkerSeen(id, 4710 + id, 1, 1, state, 1, 10, 0, 0, "", List.of());
  }

  private static SlotSeen slot(int worker) {
    return new SlotSeen(worker, 4710 + worker, 0, SlotSeen.BUSY, "GET", "/", 0.1, 0);
  }
}
