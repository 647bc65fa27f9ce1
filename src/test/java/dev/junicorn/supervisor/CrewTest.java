package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is reported of workers that are to end, late, out of order, or not at all. */
class CrewTest {

  @TempDir Path folder;

  /** On the loop it may be ready and run requests, of which nothing is known here yet. */
  @Test
  void whoBootsAsFarAsIsKnownIsKilledWhenItRunsNothing() {
    Stage stage = new Stage(folder, 1, false, false).begin();
    stage.spawner(1).isReady();
    stage.settle();
    stage.spawner(1).hasForked(1);
    stage.settle();
    ManagedWorker worker = stage.worker(1);
    stage.holdUpLoop();
    stage.keeper().crew().kill(1, "it is not wanted any more");
    stage.says(1);
    assertThat(stage.spawner(1).told()).containsExactly("fork 1");
    stage.letLoopGoOn();
    assertThat(worker.link().admit()).as("it was shut out").isFalse();
    assertThat(stage.spawner(1).told()).contains("kill 1");
    assertThat(worker.is(WorkerState.ENDING)).isTrue();
  }

  @Test
  void whatIsKilledAtTheStopIsGoneThoughTheSpawnerHangs() {
    Stage stage = new Stage(folder, 1, false, false).serve();
    CompletableFuture<?> gone = stage.keeper().stop();
    stage.pass(Duration.ofSeconds(5));
    stage.keeper().kill();
    stage.settle();
    stage.pass(Duration.ofMillis(800));
    assertThat(stage.spawner(1).told())
        .as("it may be busy with that, and report")
        .containsExactly("fork 1", "kill 1", "close");
    stage.pass(Duration.ofMillis(200));
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

  /** Such as what its exit handlers say: the log is not closed before. */
  @Test
  void whatAWorkerHasPrintedMayStillBeReadWhenItIsGone() throws Exception {
    Stage stage = new Stage(folder, 1, false, false).serve();
    Path output = stage.worker(1).files().output().path();
    CompletableFuture<?> read;
    try (OutputStream printed = Files.newOutputStream(output)) {
      CompletableFuture<?> gone = stage.keeper().stop();
      stage.settle();
      stage.end(1);
      assertThat(gone).isDone();
      read = stage.keeper().crew().remains().outputRead();
      assertThat(read).isNotDone();
      printed.write("goodbye\n".getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read).succeedsWithin(Duration.ofMinutes(1));
    assertThat(stage.printed()).containsExactly("goodbye");
  }
}
