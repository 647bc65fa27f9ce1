package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is reported of workers that come up, late, out of order, or not at all. */
class BootsTest {

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

  /** Whoever has waited for it has waited for so long. */
  @Test
  void aBootTakesTheTimeForWhichTheServerStoodStill() {
    Stage stage = new Stage(folder, 1, false, false).begin();
    stage.spawner(1).isReady();
    stage.settle();
    stage.standStill(Duration.ofHours(1)).boot(1);
    assertThat(stage.worker(1).bootTime()).contains(Duration.ofHours(1));
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
    Boots boots = stage.keeper().boots();
    boots.booted(stage.worker(1).link(), false);
    boots.failed(stage.worker(2).link(), new BootFailure(true, "no", "Traceback"));
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

  /** What waits for a time holds all that a worker has had, and workers come and go. */
  @Test
  void aWorkerThatIsUpIsNotHeldForAsLongAsItMightHaveTaken() {
    Stage stage = new Stage(folder, 2, false, false).serve();
    stage.pass(LIMIT.dividedBy(2));
    assertThat(stage.lookedAtLater()).isZero();
  }

  @Test
  void whereTheSystemDoesNotForkTheReasonIsToldAndThePlaceIsFree() {
    Stage stage = new Stage(folder, 2, false, false).serve();
    stage.end(1);
    stage.spawner(1).cannotFork(3);
    stage.settle();
    assertThat(stage.isGone(3)).isTrue();
    assertThat(stage.complaints())
        .singleElement()
        .asString()
        .contains("Cannot fork worker 3: no memory");
    stage.pass(LIMIT.dividedBy(2));
    assertThat(stage.spawner(1).told()).endsWith("fork 3", "fork 4");
  }

  @Test
  void aWorkerThatIsForkedWhenTheServerStopsIsKilled() {
    Stage stage = new Stage(folder, 1, false, false).begin();
    stage.spawner(1).isReady();
    stage.settle();
    CompletableFuture<?> gone = stage.keeper().stop();
    stage.settle();
    assertThat(stage.spawner(1).told()).containsExactly("fork 1");
    stage.spawner(1).hasForked(1);
    stage.settle();
    assertThat(stage.spawner(1).told()).containsExactly("fork 1", "kill 1");
    stage.end(1);
    assertThat(gone).isDone();
  }

  @Test
  void whyAWorkerIsKilledIsToldAlsoWhereThatWasDecidedBeforeItWasForked() {
    Stage stage = new Stage(folder, 2, false, false).begin();
    stage.spawner(1).isReady();
    stage.settle();
    stage.keeper().crew().kill(2, "1 wanted");
    stage.settle();
    assertThat(stage.kills()).isEmpty();
    stage.spawner(1).hasForked(2);
    stage.settle();
    assertThat(stage.spawner(1).told()).endsWith("kill 2");
    assertThat(stage.kills()).containsExactly("worker 2: 1 wanted");
  }

  @Test
  void whatIsSaidTwiceOrOfAWorkerThatIsGoneChangesNothing() {
    Stage stage = new Stage(folder, 1, false, false).serve();
    ManagedWorker worker = stage.worker(1);
    Boots boots = stage.keeper().boots();
    boots.booted(worker.link(), false);
    boots.failed(worker.link(), new BootFailure(true, "no", "Traceback"));
    assertThat(worker.is(WorkerState.READY)).isTrue();
    stage.end(1);
    boots.booted(worker.link(), false);
    boots.forkFailed(1, "no memory");
    assertThat(worker.is(WorkerState.GONE)).isTrue();
    assertThat(stage.heard()).startsWith("serving", "ready").doesNotContain("cannot boot");
    assertThat(stage.complaints()).isEmpty();
  }
}
