package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.control.WorkerGroup;
import dev.junicorn.dispatch.DispatchSnapshot;
import dev.junicorn.dispatch.SlotSnapshot;
import dev.junicorn.supervisor.SupervisorSnapshot;
import dev.junicorn.supervisor.SupervisorSnapshot.Worker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WorkerGroupsTest {

  private static final DispatchSnapshot REQUESTS =
      new DispatchSnapshot(List.of(slot(1, 0), slot(1, 1), slot(2, 0), slot(4, 0)), 4, 0, 10, 0);

  @Test
  void alikeWorkersAreOneGroup() {
    assertThat(
            WorkerGroups.of(books(1, worker(1, 1, 6, "ready"), worker(2, 1, 6, "ready")), REQUESTS))
        .containsExactly(new WorkerGroup("ready", false, 2, 6, 1, 3));
  }

  @Test
  void thoseOfAnotherSizeAreOutdated() {
    assertThat(
            WorkerGroups.of(
                books(
                    1,
                    worker(1, 1, 8, "ready"),
                    worker(2, 1, 6, "ready"),
                    worker(3, 1, 6, "booting"),
                    worker(4, 1, 8, "draining")),
                REQUESTS))
        .containsExactly(
            new WorkerGroup("ready", true, 1, 8, 1, 2),
            new WorkerGroup("ready", false, 1, 6, 1, 1),
            new WorkerGroup("starting", false, 1, 6, 1, 0),
            new WorkerGroup("finishing", true, 1, 8, 1, 1));
  }

  @Test
  void anOlderGenerationIsOutdatedAndACandidateIsNot() {
    assertThat(
            WorkerGroups.of(
                books(2, worker(1, 1, 6, "ready"), worker(3, 3, 6, "proving")), REQUESTS))
        .containsExactly(
            new WorkerGroup("ready", true, 1, 6, 1, 2),
            new WorkerGroup("starting", false, 1, 6, 3, 0));
  }

  private static SupervisorSnapshot books(int generation, Worker... workers) {
    return new SupervisorSnapshot(
        generation, 2, 6, true, false, Optional.empty(), List.of(workers));
  }

  private static Worker worker(int id, int generation, int threads, String state) {
    return new Worker(
        id,
        100 + id,
        generation,
        threads,
        state,
        Duration.ZERO,
        Optional.empty(),
        "wanted",
        Optional.empty(),
        0,
        OptionalLong.empty());
  }

  private static SlotSnapshot slot(int worker, int slot) {
    return new SlotSnapshot(worker, 100 + worker, slot, true, 1, false, "GET", "/", 0, 0);
  }
}
