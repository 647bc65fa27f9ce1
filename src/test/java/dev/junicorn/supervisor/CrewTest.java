package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is reported of workers, late, out of order, or not at all. */
class CrewTest {

  private static final Duration LIMIT = Stage.BOOT_LIMIT;

  /** A worker that was told to end has that long, and so has a parent that was told to kill it. */
  private static final Duration END_GRACE = Duration.ofSeconds(12);

  @TempDir Path folder;

  @Test
  void aWorkerMaySayThatItIsReadyBeforeItsParentSaysThatItIsThere() {
    Stage stage = new Stage(folder, 1, false, false).begin();
    stage.spawner(1).isReady();
    stage.settle();
    stage.says(1);
    assertThat(stage.worker(1).is(WorkerState.READY)).isTrue();
    stage.spawner(1).hasForked(1);
    stage.pass(LIMIT.multipliedBy(2));
    assertThat(stage.worker(1).is(WorkerState.READY)).isTrue();
    assertThat(stage.spawner(1).told()).containsExactly("fork 1");
    assertThat(stage.complaints()).isEmpty();
  }

  /** The server has workers, though it has not drawn its conclusions from that. */
  @Test
  void aWorkerThatCannotBootIsNotTheEndInTheMomentInWhichAnotherHas() {
    Stage stage = new Stage(folder, 2, false, false).begin();
    stage.spawner(1).isReady();
    stage.settle();
    stage.spawner(1).hasForked(1);
    stage.spawner(1).hasForked(2);
    stage.settle();
    Crew crew = stage.keeper().crew();
    crew.booted(stage.worker(1).link(), false);
    crew.bootFailed(stage.worker(2).link(), new BootFailure(true, "no", "Traceback"));
    stage.settle();
    assertThat(stage.heard()).containsExactly("serving", "ready");
  }

  @Test
  void aWorkerThatNeitherBootsNorDiesDoesNotKeepItsPlace() {
    Stage stage = new Stage(folder, 2, false, false).serve();
    stage.end(1);
    stage.spawner(1).hasForked(3);
    stage.settle();
    stage.pass(LIMIT);
    assertThat(stage.spawner(1).told()).endsWith("kill 3");
    assertThat(stage.worker(3).is(WorkerState.BOOTING)).isTrue();
    stage.pass(END_GRACE);
    assertThat(stage.worker(3).is(WorkerState.ENDING)).isTrue();
    assertThat(stage.spawner(1).told()).endsWith("kill 3", "fork 4");
  }

  @Test
  void whatIsKilledAtTheStopIsGoneThoughTheSpawnerHangs() {
    Stage stage = new Stage(folder, 1, false, false).serve();
    CompletableFuture<?> gone = stage.keeper().stop();
    stage.pass(Duration.ofSeconds(5));
    stage.keeper().kill();
    stage.settle();
    assertThat(stage.spawner(1).told()).containsExactly("fork 1", "kill 1", "close");
    stage.pass(Duration.ofSeconds(1));
    assertThat(stage.spawner(1).told()).endsWith("close", "destroy");
    stage.spawner(1).dies();
    stage.settle();
    assertThat(gone).as("the process lives as far as is known").isNotDone();
    stage.keeper().crew().controlEnded(stage.worker(1).link());
    stage.settle();
    assertThat(gone).isDone();
    assertThat(stage.complaints()).singleElement().asString().startsWith("WorkerKilled");
  }

  @Test
  void aWorkerThatWasNeverForkedDoesNotHoldUpTheStop() {
    Stage stage = new Stage(folder, 1, false, false).begin();
    stage.spawner(1).isReady();
    stage.settle();
    CompletableFuture<?> gone = stage.keeper().stop();
    stage.settle();
    assertThat(gone).isNotDone();
    stage.keeper().kill();
    stage.pass(Duration.ofSeconds(1));
    assertThat(stage.spawner(1).told()).endsWith("close", "destroy");
    stage.spawner(1).dies();
    stage.settle();
    assertThat(gone).isDone();
  }
}
