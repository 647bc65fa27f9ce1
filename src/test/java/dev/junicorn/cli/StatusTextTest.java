package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.control.ServerStatus;
import dev.junicorn.control.WorkerGroup;
import dev.junicorn.observation.Refused;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A server in one look, and a size that is on its way: what is there is not what is wanted. */
class StatusTextTest {

  @Test
  void statusIsOneLook() {
    assertThat(StatusText.lines(status(3, 6, ready(2, 6))))
        .containsExactly(
            "junicorn 1.2 (pid 42) serves app:app",
            "  state       ready, up for 3 h 12 min",
            "  listens at  http://a:1, unix:/b",
            "  workers     2 of 3 ready with 6 threads each (auto: more where requests wait), generation 2",
            "  requests    12 of 12 slots busy: 12 running, 4 waiting (at most 2048), the first for 0.3 s");
  }

  @Test
  void workersOfTheOldSizeAreNotSaidToHaveTheNewOne() {
    ServerStatus changing =
        status(
            3,
            8,
            new WorkerGroup("ready", true, 2, 6, 2, 12),
            ready(1, 8),
            new WorkerGroup("finishing", false, 1, 6, 2, 3),
            new WorkerGroup("starting", false, 1, 8, 2, 0));
    assertThat(StatusText.lines(changing))
        .contains(
            "  workers     3 ready, 2 with 6 threads, 1 with 8 threads (auto: more where requests wait), generation 2",
            "  coming      3 workers with 8 threads each (1 starts, 2 are to be replaced, 1 ends after 3 requests)",
            "  requests    20 of 20 slots busy: 12 running (3 in workers that get no more), 4 waiting (at most 2048), the first for 0.3 s");
    assertThat(ScaleText.takesTime(changing))
        .startsWith(
            "Not finished yet, still waiting: 3 ready, 2 with 6 threads, 1 with 8 threads; to come: 3 workers with 8 threads each (1 starts");
  }

  @Test
  void aReloadIsOnItsWayToo() {
    ServerStatus reloading =
        status(
            1,
            6,
            new WorkerGroup("ready", true, 1, 6, 1, 0),
            new WorkerGroup("starting", false, 1, 6, 2, 0));
    assertThat(StatusText.lines(reloading))
        .contains(
            "  coming      1 worker with 6 threads each (1 starts, 1 is to be replaced)",
            "  requests    0 of 6 slots busy: 12 running, 4 waiting (at most 2048), the first for 0.3 s");
  }

  @Test
  void codeThatIsNotTheNewestIsToldOf() {
    Refused refused = new Refused("No module named 'spam'", 240);
    assertThat(StatusText.lines(status(refused, 3, 6, ready(3, 6))))
        .contains(
            "  reload      refused 4 min 0 s ago, so the code from before serves: No module named 'spam'");
    assertThat(StatusText.lines(status(3, 6, ready(3, 6))))
        .noneMatch(line -> line.contains("reload"));
  }

  @Test
  void withoutReadyWorkersThereAreNoSlots() {
    assertThat(StatusText.lines(status(1, 6)))
        .last()
        .asString()
        .startsWith("  requests    12 running, 4 waiting");
  }

  @Test
  void scaleSaysFromWhatToWhatAndWhatThatTakes() {
    ServerStatus before = status(3, 6, ready(3, 6));
    assertThat(ScaleText.begins(before, 5, 6))
        .isEqualTo(
            "From 3 workers with 6 threads each to 5 workers with 6 threads each: 2 more start.");
    assertThat(ScaleText.begins(before, 2, 8))
        .isEqualTo(
            "From 3 workers with 6 threads each to 2 workers with 8 threads each: 1 ends when the requests there have ended; the threads of a running worker stay as they are, so another is started in its place, and it ends when its requests have ended.");
    assertThat(ScaleText.begins(before, 3, 6))
        .isEqualTo(
            "The size is 3 workers with 6 threads each already; waiting until all are ready.");
  }

  private static WorkerGroup ready(int workers, int threads) {
    return new WorkerGroup("ready", false, workers, threads, 2, workers * threads);
  }

  private static ServerStatus status(int workers, int threads, WorkerGroup... groups) {
    return status(null, workers, threads, groups);
  }

  private static ServerStatus status(
      @Nullable Refused refused, int workers, int threads, WorkerGroup... groups) {
    List<WorkerGroup> ready = List.of(groups).stream().filter(WorkerGroup::isReady).toList();
    return new ServerStatus(
        "1.2",
        42,
        "app:app",
        "ready",
        true,
        11520,
        List.of("http://a:1", "unix:/b"),
        2,
        refused,
        workers,
        ready.stream().mapToInt(WorkerGroup::workers).sum(),
        threads,
        true,
        12,
        4,
        2048,
        0.25,
        ready.stream().mapToInt(group -> group.workers() * group.threads()).sum(),
        ready.stream().mapToInt(WorkerGroup::busy).sum(),
        List.of(groups));
  }
}
