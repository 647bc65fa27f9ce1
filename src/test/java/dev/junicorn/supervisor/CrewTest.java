package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.worker.ExitStatus;
import java.io.IOException;
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

  private static final Retirement WORN = new Retirement(Retirement.Cause.PLANNED, "worn");

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

  /** Its requests are lost like those of any other: that it was to go makes nothing good. */
  @Test
  void theDeathOfAWorkerThatHasNotFinishedIsACrash() {
    Stage stage = new Stage(folder, 1, false, false).serve();
    stage.holdUpLoop(); // where its last requests run
    stage.keeper().crew().drain(1, WORN);
    stage.end(1);
    assertThat(stage.deaths()).singleElement().returns(false, WorkerDeath::expected);
    stage.letLoopGoOn();
    assertThat(stage.spawner(1).told())
        .as("nothing holds back who takes its place")
        .containsExactly("fork 1", "fork 2");
  }

  @Test
  void theDeathOfAWorkerThatHasFinishedIsNone() throws IOException {
    assertThat(deathOfOneThatEnds(new ExitStatus.Exited(0)).expected()).isTrue();
    assertThat(deathOfOneThatEnds(new ExitStatus.Exited(3)).expected()).isTrue();
    assertThat(deathOfOneThatEnds(new ExitStatus.Signalled(ExitStatus.SIGALRM)).expected())
        .as("its own limit for what the app does at the end")
        .isTrue();
    assertThat(deathOfOneThatEnds(new ExitStatus.Signalled(15)).expected())
        .as("whoever stops a whole group means the server, too")
        .isTrue();
  }

  /** As seen from here one that crashes has finished: its streams end before its end is known. */
  @Test
  void theDeathByASignalThatNobodyOfUsHasSentIsACrashWhateverItWasTold() throws IOException {
    WorkerDeath death = deathOfOneThatEnds(new ExitStatus.Signalled(11));
    assertThat(death.expected()).isFalse();
    assertThat(deathOfOneThatEnds(new ExitStatus.Signalled(ExitStatus.SIGKILL)))
        .returns(false, WorkerDeath::expected)
        .returns(false, WorkerDeath::endedByForce);
  }

  private WorkerDeath deathOfOneThatEnds(ExitStatus how) throws IOException {
    Stage stage = new Stage(Files.createTempDirectory(folder, "stage"), 1, false, false).serve();
    stage.keeper().crew().drain(1, WORN);
    stage.settle();
    assertThat(stage.worker(1).is(WorkerState.ENDING)).isTrue();
    stage.end(1, how);
    assertThat(stage.spawner(1).told())
        .as("nothing holds back who takes its place")
        .containsExactly("fork 1", "fork 2");
    return stage.deaths().getFirst();
  }

  @Test
  void whomTheServerKillsHasNotCrashed() {
    Stage stage = new Stage(folder, 1, false, false).serve();
    stage.keeper().crew().drain(1, WORN);
    stage.keeper().crew().kill(1, "it does not end");
    stage.end(1, new ExitStatus.Signalled(ExitStatus.SIGKILL));
    assertThat(stage.deaths())
        .singleElement()
        .returns(true, WorkerDeath::expected)
        .returns(true, WorkerDeath::endedByForce);
  }

  /** Its parent kills what is left of a generation that is thrown away. */
  @Test
  void whoIsKilledWithItsGenerationHasNotCrashed() {
    Stage stage = new Stage(folder, 1, false, false).serve();
    stage.reload();
    stage.spawner(2).isReady();
    stage.settle();
    stage.spawner(2).hasForked(2);
    stage.settle();
    stage.keeper().succession().refuse(BootFailure.ofServer("no"));
    stage.end(2, new ExitStatus.Signalled(ExitStatus.SIGKILL));
    assertThat(stage.deaths())
        .singleElement()
        .returns(true, WorkerDeath::expected)
        .returns(true, WorkerDeath::endedByForce);
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
