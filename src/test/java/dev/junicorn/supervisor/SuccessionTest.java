package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.LaunchPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Generations that come and go, each event at the moment when nobody expects it. */
class SuccessionTest {

  private static final Duration LIMIT = Stage.BOOT_LIMIT;

  private static final Duration LONG = Duration.ofHours(1);

  @TempDir Path folder;

  @Test
  void aReloadThatIsAskedForBeforeAnythingHasStartedWaitsUntilTheFirstGenerationServes() {
    Stage stage = stage();
    CompletableFuture<ReloadOutcome> outcome = stage.reload();
    assertThat(stage.generations()).as("nothing is started before the server is").isZero();
    stage.begin();
    stage.spawner(1).isReady();
    stage.settle();
    assertThat(stage.generations()).as("the first one boots alone").isEqualTo(1);
    stage.boot(1);
    assertThat(stage.generations()).isEqualTo(2);
    finishReload(stage, 2);
    assertThat(outcome).isCompletedWithValueMatching(ReloadOutcome.Reloaded.class::isInstance);
    assertThat(stage.complaints()).isEmpty();
  }

  @Test
  void reloadsThatAreAskedForDuringTheStartAreOneReload() {
    Stage stage = stage().begin();
    CompletableFuture<ReloadOutcome> first = stage.reload();
    CompletableFuture<ReloadOutcome> second = stage.reload();
    stage.spawner(1).isReady();
    stage.settle();
    stage.boot(1);
    finishReload(stage, 2);
    assertThat(first).isCompleted();
    assertThat(second).isCompleted();
    assertThat(stage.generations()).isEqualTo(2);
  }

  /** Its end may be reported while the rest of the server is being closed. */
  @Test
  void aSpawnerThatEndsWithTheServerConcernsNobody() {
    Stage stage = stage().begin();
    stage.keeper().stop();
    stage.endLoop();
    stage.spawner(1).dies();
    stage.settle();
    assertThat(stage.complaints()).isEmpty();
  }

  /** The developer has changed the very lines in which the first worker hangs. */
  @Test
  void aChangedFileIsReloadedThoughTheFirstWorkerHangs() {
    Stage stage = new Stage(folder, 1, false, true).begin();
    stage.spawner(1).isReady();
    stage.settle();
    stage.spawner(1).hasForked(1);
    stage.reload();
    assertThat(stage.generations()).isEqualTo(2);
    stage.spawner(2).isReady();
    stage.settle();
    stage.boot(2);
    assertThat(stage.heard()).contains("serving");
    assertThat(stage.complaints()).as("a worker that is not wanted before it is ready").isEmpty();
  }

  @Test
  void aSpawnerThatGetsReadyAfterTheStopChangesNothing() {
    Stage stage = stage().begin();
    CompletableFuture<?> gone = stage.keeper().stop();
    assertThat(gone).isDone();
    assertThat(stage.spawner(1).told()).containsExactly("destroy", "close");
    stage.spawner(1).isReady();
    stage.settle();
    assertThat(stage.complaints()).isEmpty();
    assertThat(stage.spawner(1).told()).doesNotContain("fork 1");
  }

  @Test
  void soDoesACandidateThatGetsReadyAfterTheStop() {
    Stage stage = stage().serve();
    CompletableFuture<ReloadOutcome> outcome = stage.reload();
    CompletableFuture<?> gone = stage.keeper().stop();
    assertThat(outcome).isCompletedWithValueMatching(ReloadOutcome.Refused.class::isInstance);
    stage.spawner(2).isReady();
    stage.settle();
    stage.end(1);
    assertThat(gone).isDone();
    assertThat(stage.spawner(2).told()).contains("destroy").doesNotContain("fork 2");
    assertThat(stage.complaints()).isEmpty();
  }

  /** Ctrl-C, or a service manager, ends the interpreter that starts as well as the server. */
  @Test
  void anInterpreterThatIsToldToEndTogetherWithTheServerIsNoFailure() {
    Stage stage = stage().begin();
    stage.spawner(1).endsBy(15);
    stage.settle();
    CompletableFuture<?> gone = stage.keeper().stop();
    stage.pass(LIMIT);
    assertThat(gone).isDone();
    assertThat(stage.generations()).isEqualTo(1);
    assertThat(stage.heard()).isEmpty();
    assertThat(stage.complaints()).isEmpty();
  }

  @Test
  void anInterpreterThatAloneIsToldToEndIsStartedAgainOnce() {
    Stage stage = stage().begin();
    stage.spawner(1).endsBy(15);
    stage.pass(Duration.ofSeconds(1));
    assertThat(stage.generations()).isEqualTo(2);
    assertThat(stage.complaints()).singleElement().asString().contains("SIGTERM", "started again");
    stage.spawner(2).endsBy(15);
    stage.settle();
    assertThat(stage.heard()).containsExactly("cannot boot");
  }

  /** A wrong --python: a program that is no interpreter, or one that does not start. */
  @Test
  void anInterpreterThatEndsInPlaceOfStartingIsNamed() {
    Stage stage = stage().begin();
    stage.spawner(1).dies();
    stage.settle();
    assertThat(stage.heard()).containsExactly("cannot boot");
    assertThat(stage.complaints())
        .singleElement()
        .asString()
        .contains("could not start the worker processes: killed by signal 9")
        .contains("see whether it starts at all: /usr/bin/python3 -c pass");
  }

  @Test
  void anInterpreterThatIsStartedAgainServes() {
    Stage stage = stage().begin();
    stage.spawner(1).endsBy(2);
    stage.pass(Duration.ofSeconds(1));
    stage.spawner(2).isReady();
    stage.settle();
    stage.spawner(2).hasForked(1);
    stage.boot(1);
    assertThat(stage.heard()).contains("serving");
  }

  @Test
  void anInterpreterThatDoesNotGetReadyIsTheEnd() {
    Stage stage = stage().begin();
    stage.pass(LIMIT.minusMillis(1));
    assertThat(stage.spawner(1).told()).isEmpty();
    stage.pass(Duration.ofMillis(1));
    assertThat(stage.spawner(1).told()).containsExactly("destroy");
    stage.spawner(1).dies();
    stage.settle();
    assertThat(stage.heard()).containsExactly("cannot boot");
    assertThat(stage.complaints())
        .singleElement()
        .asString()
        .contains("within 10.0 s (--boot-timeout)", "/usr/bin/python3 -c pass");
  }

  @Test
  void aSpawnerThatImportsTheAppMayFirstSayItselfWhereItHangs() {
    Stage stage = new Stage(folder, 1, true, false).begin();
    stage.pass(LIMIT.plusSeconds(1));
    assertThat(stage.spawner(1).told()).isEmpty();
    stage.pass(LIMIT);
    assertThat(stage.spawner(1).told()).containsExactly("destroy");
  }

  @Test
  void aCandidateThatDoesNotGetReadyIsRefusedAndTheNextOneMayCome() {
    Stage stage = stage().serve();
    CompletableFuture<ReloadOutcome> outcome = stage.reload();
    stage.pass(LIMIT);
    stage.spawner(2).dies();
    stage.settle();
    assertThat(outcome)
        .isCompletedWithValueMatching(refused ->
            refused instanceof ReloadOutcome.Refused why
                && why.message().contains("--boot-timeout"));
    assertThat(stage.keeper().succession().refusal())
        .extracting(Refusal::why)
        .asString()
        .contains("--boot-timeout");
    stage.reload();
    stage.spawner(3).isReady();
    stage.settle();
    stage.boot(2);
    assertThat(stage.keeper().desired().generation()).isEqualTo(3);
    assertThat(stage.keeper().succession().refusal()).as("the newest code serves").isNull();
  }

  @Test
  void aSpawnerThatForksNothingAtTheStartIsTheEnd() {
    Stage stage = new Stage(folder, 2, true, false).begin();
    stage.spawner(1).isReady();
    stage.settle();
    assertThat(stage.spawner(1).told()).containsExactly("fork 1", "fork 2");
    stage.pass(LIMIT);
    assertThat(stage.spawner(1).told()).contains("destroy");
    stage.spawner(1).dies();
    stage.settle();
    assertThat(stage.heard()).as("no process, no death").containsExactly("cannot boot");
    assertThat(stage.complaints())
        .singleElement()
        .asString()
        .contains("worker 1 within 10.0 s (--boot-timeout)", "os.register_at_fork");
  }

  @Test
  void aSpawnerThatHasStoppedForkingIsReplacedAndItsWorkersServeOn() {
    Stage stage = new Stage(folder, 2, false, false).serve();
    stage.end(1);
    assertThat(stage.spawner(1).told()).contains("fork 3");
    stage.pass(LIMIT);
    assertThat(stage.spawner(1).told()).contains("destroy");
    stage.spawner(1).dies();
    stage.pass(Duration.ofMinutes(1));
    assertThat(stage.worker(2).is(WorkerState.READY)).isTrue();
    assertThat(stage.isGone(3)).isTrue();
    assertThat(stage.generations()).isEqualTo(2);
    assertThat(stage.complaints()).anyMatch(text -> text.contains("(--boot-timeout)"));
  }

  @Test
  void forksThatTakeTheirTimeOneAfterTheOtherAreNotLate() {
    Stage stage = new Stage(folder, 3, false, false).begin();
    stage.spawner(1).isReady();
    stage.settle();
    for (int worker = 1; worker <= 3; worker++) {
      stage.pass(LIMIT.minusSeconds(1));
      stage.boot(worker);
    }
    stage.pass(LIMIT.multipliedBy(3));
    assertThat(stage.spawner(1).told()).containsExactly("fork 1", "fork 2", "fork 3");
    assertThat(stage.complaints()).isEmpty();
  }

  @Test
  void forksAreNotLateBecauseTheServerStoodStill() {
    Stage stage = new Stage(folder, 2, false, false).begin();
    stage.spawner(1).isReady();
    stage.pass(LIMIT.dividedBy(2));
    stage.boot(1);
    stage.standStill(LONG).pass(LIMIT.minusSeconds(1));
    assertThat(stage.spawner(1).told()).containsExactly("fork 1", "fork 2");
    stage.pass(Duration.ofSeconds(1));
    assertThat(stage.spawner(1).told()).contains("destroy");
  }

  /** It has measured the time itself, with a clock that does not stand still. */
  @Test
  void anImportThatEndedItselfBecauseItStoodStillWithTheServerIsNamed() {
    Stage stage = new Stage(folder, 1, true, false).begin().standStill(LONG);
    stage.spawner(1).dies();
    stage.settle();
    assertThat(stage.complaints())
        .singleElement()
        .asString()
        .contains("The app was not imported within 10.0 s (--boot-timeout, with --preload)");
  }

  /** Who has asked for it has waited for so long. */
  @Test
  void aReloadTakesTheTimeForWhichTheServerStoodStill() {
    Stage stage = stage().serve();
    CompletableFuture<ReloadOutcome> outcome = stage.reload();
    stage.standStill(LONG);
    finishReload(stage, 2);
    assertThat(outcome).isCompletedWithValue(new ReloadOutcome.Reloaded(2, LONG));
  }

  @Test
  void theWorkerThatShouldHaveProvenACandidateGoesWithItsSpawner() {
    Stage stage = stage().serve();
    CompletableFuture<ReloadOutcome> outcome = stage.reload();
    stage.spawner(2).isReady();
    stage.settle();
    stage.spawner(2).hasForked(2);
    stage.spawner(2).dies();
    stage.settle();
    assertThat(outcome).isCompletedWithValueMatching(ReloadOutcome.Refused.class::isInstance);
    assertThat(stage.isGone(2)).isTrue();
    assertThat(stage.worker(1).is(WorkerState.READY)).isTrue();
  }

  /** One that has lost threads already is not what should follow. */
  @Test
  void aWorkerThatIsToBeReplacedBeforeItIsProvenProvesNothing() {
    Stage stage = probing().serve();
    CompletableFuture<ReloadOutcome> outcome = stage.reload();
    stage.spawner(2).isReady();
    stage.settle();
    stage.spawner(2).hasForked(2);
    stage.settle();
    stage.keeper().boots().booted(stage.worker(2).link(), true);
    stage
        .keeper()
        .crew()
        .retire(2, new Retirement(Retirement.Cause.URGENT, "it has lost a thread"));
    stage.settle();
    assertThat(outcome)
        .isCompletedWithValueMatching(refused ->
            refused instanceof ReloadOutcome.Refused why
                && why.message().contains("it has lost a thread"));
    assertThat(stage.worker(1).is(WorkerState.READY)).isTrue();
  }

  @Test
  void aWorkerWhoseSlotsAreGoneAnswersNoProbe() {
    Stage stage = probing().serve();
    CompletableFuture<ReloadOutcome> outcome = stage.reload();
    stage.spawner(2).isReady();
    stage.settle();
    stage.boot(2);
    assertThat(outcome)
        .isCompletedWithValueMatching(refused ->
            refused instanceof ReloadOutcome.Refused why
                && why.message().contains("/probe (--reload-probe) failed"));
  }

  @Test
  void anAppThatCannotBeImportedBeforeTheForkIsTheEndOnce() {
    Stage stage = new Stage(folder, 1, true, false).begin();
    stage.spawner(1).cannotImport();
    stage.spawner(1).dies();
    stage.settle();
    assertThat(stage.heard()).containsExactly("cannot boot");
    assertThat(stage.complaints()).hasSize(1);
  }

  private Stage probing() {
    return new Stage(
        folder, 1, false, new LaunchPlan.Reload(Optional.of("/probe"), false, List.of()));
  }

  private Stage stage() {
    return new Stage(folder, 1, false, false);
  }

  /** The candidate boots, and the worker before it ends. */
  private static void finishReload(Stage stage, int generation) {
    stage.spawner(generation).isReady();
    stage.settle();
    stage.boot(2);
    stage.end(1);
  }
}
