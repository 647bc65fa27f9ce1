package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Workers that import the app at the same time, and some of them cannot. */
class FirstBootsTest {

  @TempDir Path folder;

  @Test
  void aWorkerThatCannotBootIsNotTheEndWhileAnotherBoots() {
    Stage stage = booting(false);
    fails(stage, 2);
    stage.pass(Duration.ofSeconds(5));
    assertThat(stage.heard()).isEmpty();
    assertThat(stage.spawner(1).told()).as("it is not clear yet").doesNotContain("fork 3");
    stage.says(1);
    assertThat(stage.heard()).containsExactly("serving", "ready");
    assertThat(stage.spawner(1).told()).contains("fork 3");
    assertThat(stage.complaints()).singleElement().asString().contains("Traceback");
  }

  @Test
  void theEndIsWhenTheLastOneCannotBoot() {
    Stage stage = booting(false);
    fails(stage, 2);
    fails(stage, 1);
    assertThat(stage.heard()).containsExactly("cannot boot");
    assertThat(stage.complaints()).as("once is enough").hasSize(1);
  }

  @Test
  void theEndIsNotLaterBecauseAWorkerThatFailedHasNotEndedYet() {
    Stage stage = booting(false);
    stage.isAboutToFail(1);
    stage.isAboutToFail(2);
    stage.settle();
    assertThat(stage.heard()).containsExactly("cannot boot");
  }

  @Test
  void theEndIsWhenTheOthersImportForTooLong() {
    Stage stage = booting(false);
    fails(stage, 2);
    stage.pass(Stage.BOOT_LIMIT);
    stage.end(1);
    assertThat(stage.heard()).contains("cannot boot").doesNotContain("serving");
  }

  @Test
  void theEndIsWhenTheOthersAreNotWantedAnyMore() {
    Stage stage = booting(false);
    fails(stage, 1);
    stage.keeper().resize(1, 1, "asked for");
    fails(stage, 2);
    assertThat(stage.heard()).containsExactly("cannot boot");
  }

  @Test
  void withReloadTheDeveloperIsToldOnceWhenNoneCanBoot() {
    Stage stage = booting(true);
    fails(stage, 2);
    assertThat(stage.complaints()).hasSize(1);
    fails(stage, 1);
    stage.pass(Duration.ofMinutes(1));
    assertThat(stage.heard()).doesNotContain("cannot boot");
    assertThat(stage.complaints()).hasSize(2).last().asString().contains("--reload");
    assertThat(stage.spawner(1).told()).doesNotContain("fork 3");
  }

  /** It would not be better by itself: as an import that fails. */
  @Test
  void theEndIsWhenTheSystemForksNone() {
    Stage stage = starting(folder, false);
    stage.spawner(1).cannotFork(1);
    stage.settle();
    assertThat(stage.heard()).as("the other is on its way").isEmpty();
    stage.spawner(1).cannotFork(2);
    stage.settle();
    assertThat(stage.heard()).containsExactly("cannot boot");
    assertThat(stage.complaints()).allMatch(said -> said.contains("Cannot fork worker"));
    assertThat(stage.spawner(1).told()).doesNotContain("fork 3");
  }

  @Test
  void whatAWorkerTellsOutranksThatAnotherHasNoProcess() {
    Stage stage = starting(folder, false);
    stage.spawner(1).cannotFork(1);
    stage.spawner(1).hasForked(2);
    stage.settle();
    fails(stage, 2);
    assertThat(stage.complaints()).filteredOn(said -> said.contains("Traceback")).hasSize(1);
    assertThat(stage.heard()).containsExactly("cannot boot");
    assertThat(stage.appFaults()).containsExactly(true);
  }

  @Test
  void thatOneHasNoProcessTakesNothingFromWhatAWorkerHasTold() {
    Stage stage = starting(folder, false);
    stage.spawner(1).hasForked(2);
    stage.settle();
    stage.isAboutToFail(2);
    stage.settle();
    stage.spawner(1).cannotFork(1);
    stage.settle();
    assertThat(stage.complaints()).filteredOn(said -> said.contains("Traceback")).hasSize(1);
    assertThat(stage.appFaults()).containsExactly(true);
  }

  @Test
  void theEndIsWhenNoneCanBePrepared() {
    Stage stage = starting(folder.resolve("missing"), false);
    assertThat(stage.heard()).containsExactly("cannot boot");
    assertThat(stage.complaints()).first().asString().contains("Cannot prepare a worker");
  }

  @Test
  void aWorkerThatIsNotForkedIsNotTheEndWhereAnotherServes() {
    Stage stage = starting(folder, false);
    stage.spawner(1).hasForked(1);
    stage.spawner(1).cannotFork(2);
    stage.settle();
    stage.says(1);
    stage.pass(Duration.ofSeconds(5));
    assertThat(stage.heard()).containsExactly("serving", "ready");
    assertThat(stage.spawner(1).told()).contains("fork 3");
  }

  /** Nothing that a developer writes brings a process. */
  @Test
  void withReloadItIsTriedAgain() {
    Stage stage = starting(folder, true);
    stage.spawner(1).cannotFork(1);
    stage.spawner(1).cannotFork(2);
    stage.pass(Duration.ofMinutes(1));
    assertThat(stage.heard()).doesNotContain("cannot boot");
    assertThat(stage.spawner(1).told()).contains("fork 3", "fork 4");
  }

  /** Two workers that import the app. */
  private Stage booting(boolean watch) {
    Stage stage = starting(folder, watch);
    stage.spawner(1).hasForked(1);
    stage.spawner(1).hasForked(2);
    return stage.settle();
  }

  /** Two workers that are to be forked, with their files in {@code files}. */
  private static Stage starting(Path files, boolean watch) {
    Stage stage = new Stage(files, 2, false, watch).begin();
    stage.spawner(1).isReady();
    return stage.settle();
  }

  private static void fails(Stage stage, int worker) {
    stage.isAboutToFail(worker);
    stage.settle();
    if (!stage.isGone(worker)) {
      stage.end(worker);
    }
  }
}
