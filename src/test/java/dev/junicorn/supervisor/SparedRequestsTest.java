package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.testing.FakeExchange;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that a worker has begun when there is a reason to kill it. On the loop it may be ready,
 * and run requests, of which nothing is known yet where it is decided.
 */
class SparedRequestsTest {

  @TempDir Path folder;

  @Test
  void whoGetsReadyAsItsSpawnerDiesServesOn() {
    Stage stage = booting(new Stage(folder, 1, false, false));
    FakeExchange request = stage.request("/");
    stage.spawner(1).dies();
    stage.isAboutToSay(1);
    stage.settle();
    assertThat(request.ended()).isFalse();
    assertThat(stage.worker(1).is(WorkerState.READY)).isTrue();
    assertThat(stage.heard()).containsExactly("serving", "ready");
    stage.answers(1);
    assertThat(request.answered()).isTrue();
  }

  @Test
  void whoDoesNotGoesWithIt() {
    Stage stage = booting(new Stage(folder, 2, false, false));
    stage.says(1);
    stage.spawner(1).dies();
    stage.settle();
    assertThat(stage.isGone(2)).isTrue();
    assertThat(stage.worker(1).is(WorkerState.READY)).isTrue();
  }

  @Test
  void whoIsKilledWhenItRunsNothingOutlivesItsSpawnerAsLong() {
    Stage stage = booting(new Stage(folder, 1, false, false));
    FakeExchange request = stage.request("/");
    stage.holdUpLoop();
    stage.isAboutToSay(1);
    stage.keeper().crew().kill(1, "it is not wanted any more");
    stage.letLoopGoOn();
    stage.spawner(1).dies();
    stage.settle();
    assertThat(request.ended()).isFalse();
    stage.answers(1);
    assertThat(request.answered()).isTrue();
    stage.pass(Duration.ofSeconds(1));
    assertThat(stage.isGone(1)).isTrue();
  }

  @Test
  void whoGetsReadyAsItsTimeIsOverServes() {
    Stage stage = booting(new Stage(folder, 1, false, false));
    FakeExchange request = stage.request("/");
    stage.holdUpLoop();
    stage.pass(Stage.BOOT_LIMIT); // its stack is to be looked at
    stage.isAboutToSay(1);
    stage.letLoopGoOn();
    assertThat(stage.worker(1).is(WorkerState.READY)).isTrue();
    assertThat(stage.spawner(1).told()).containsExactly("fork 1");
    assertThat(stage.heard()).containsExactly("serving", "ready");
    assertThat(stage.complaints()).isEmpty();
    stage.answers(1);
    assertThat(request.answered()).isTrue();
  }

  @Test
  void whoGetsReadyAfterThatGetsNoRequest() {
    Stage stage = booting(new Stage(folder, 2, false, false));
    stage.says(1);
    stage.pass(Stage.BOOT_LIMIT);
    assertThat(stage.spawner(1).told()).endsWith("kill 2");
    stage.request("/begun");
    stage.request("/waiting");
    stage.says(2);
    assertThat(stage.worker(2).is(WorkerState.BOOTING)).isTrue();
    assertThat(stage.begins(2)).isFalse();
  }

  @Test
  void whoHasClosedItsConnectionGetsNoMoreAndFinishes() {
    Stage stage = booting(new Stage(folder, 1, false, false));
    FakeExchange request = stage.request("/");
    stage.says(1);
    stage.losesControl(1);
    FakeExchange following = stage.request("/following");
    stage.answers(1);
    assertThat(request.answered()).isTrue();
    assertThat(stage.begins(1)).isFalse();
    assertThat(following.ended()).isFalse();
    assertThat(stage.spawner(1).told()).containsExactly("fork 1");
    stage.pass(Duration.ofSeconds(1));
    assertThat(stage.spawner(1).told()).contains("kill 1");
  }

  /** However little a stop may take. */
  @Test
  void whatRunsOldCodeMayFinishWhileTheServerGoesOn() {
    Stage stage = booting(new Stage(folder, 1, false, false));
    FakeExchange request = stage.request("/");
    stage.says(1);
    stage.reload();
    stage.spawner(2).isReady();
    stage.settle();
    stage.boot(2);
    stage.pass(Duration.ofSeconds(29));
    assertThat(request.ended()).isFalse();
    assertThat(stage.worker(1).state()).isEqualTo(WorkerState.DRAINING);
    stage.pass(Duration.ofSeconds(5));
    assertThat(stage.worker(1).state()).isEqualTo(WorkerState.ENDING);
  }

  @Test
  void whatItRunsIsWaitedForBeforeItIsKilled() {
    Stage stage = booting(new Stage(folder, 1, false, false));
    FakeExchange request = stage.request("/");
    stage.says(1);
    stage.losesControl(1);
    stage.pass(Duration.ofSeconds(2));
    assertThat(stage.spawner(1).told()).doesNotContain("kill 1");
    stage.answers(1);
    assertThat(request.answered()).isTrue();
    assertThat(stage.spawner(1).told()).contains("kill 1");
  }

  /** Its death would be taken for the server's doing. */
  @Test
  void whoIsGoneIsNotKilledForItsSilence() {
    Stage stage = booting(new Stage(folder, 1, false, false));
    stage.says(1);
    stage.losesControl(1);
    stage.keeper().crew().hopeless(1, "it does not answer");
    stage.end(1);
    assertThat(stage.spawner(1).told()).doesNotContain("kill 1");
    assertThat(stage.complaints()).isEmpty();
  }

  /** With {@code --reload}, too, nothing is thrown away where somebody can serve. */
  @Test
  void whoGetsReadyAsAnotherFailsServes() {
    Stage stage = booting(new Stage(folder, 2, false, true));
    FakeExchange request = stage.request("/");
    stage.isAboutToFail(1);
    stage.isAboutToSay(2);
    stage.settle();
    stage.answers(2);
    assertThat(request.answered()).isTrue();
    assertThat(stage.heard()).containsExactly("serving", "ready");
    assertThat(stage.spawner(1).told()).doesNotContain("close");
  }

  /** Its workers import the app, and have their threads already. */
  private static Stage booting(Stage stage) {
    stage.begin();
    stage.spawner(1).isReady();
    stage.settle();
    for (ManagedWorker worker : stage.keeper().crew().workers()) {
      stage.spawner(1).hasForked(worker.id());
      stage.settle();
      stage.connects(worker.id());
    }
    return stage;
  }
}
