package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SizingTest {

  private static final long MB = 1L << 20;
  private static final Optional<Sourced<Integer>> OPEN = Optional.empty();

  @Test
  void theReferenceMachine() {
    Machine machine = machine(1, "the cgroup quota 100000/100000", 1500 * MB);
    assertThat(Sizing.decide(machine, OPEN, OPEN).sentences())
        .containsExactly(
            "3 workers (auto: 2 x 1 core + 1; core from the cgroup quota 100000/100000)",
            "6 threads in each worker (auto: the default, right for apps that wait for a database"
                + " or an API)",
            "3 x 6 = 18 requests at once, about 360 MB for the workers");
  }

  @Test
  void memoryThatDoesNotCarryTheWorkersIsSaid() {
    Sizing sizing = Sizing.decide(machine(2, "the CPUs", 512 * MB), OPEN, OPEN);
    assertThat(sizing.size().workers())
        .isEqualTo(
            new Sourced<>(
                2,
                "auto: 5 by the rule 2 x 2 cores + 1, but 512 MB of free memory (MemAvailable),"
                    + " 256 MB of it kept for server and system, carries no more; taken 120 MB for"
                    + " each"));
  }

  @Test
  void whatTheUserAsksForIsDoneAndTheRiskSaid() {
    Sizing sizing =
        Sizing.decide(
            machine(1, "x", 300 * MB),
            Optional.of(new Sourced<>(4, "--workers")),
            Optional.of(new Sourced<>(1, "--threads")));
    assertThat(sizing.size().slots()).isEqualTo(4);
    assertThat(sizing.sentences())
        .containsExactly(
            "4 workers (--workers)",
            "1 thread in each worker (--threads)",
            "4 x 1 = 4 requests at once, about 480 MB for the workers");
    assertThat(sizing.shortage())
        .contains(
            "4 workers may not fit: 300 MB of free memory (MemAvailable), of which each may need"
                + " 120 MB. Where processes get killed: --workers 1");
  }

  /** The workers are not what there is too much of. */
  @Test
  void whereNotEvenOneWorkerFitsBesideTheServerMoreMemoryIsTheRemedy() {
    for (Optional<Sourced<Integer>> asked :
        List.of(OPEN, Optional.of(new Sourced<>(3, "--workers")))) {
      Sizing sizing = Sizing.decide(machine(1, "x", 90 * MB), asked, OPEN);
      assertThat(sizing.shortage())
          .contains(
              "90 MB of free memory (MemAvailable) may not carry even one worker: the server itself"
                  + " takes up to 50 MB more, and a worker may need 120 MB. Where processes get"
                  + " killed: more memory. 376 MB would carry one");
    }
    assertThat(Sizing.decide(machine(1, "x", 170 * MB), OPEN, OPEN).shortage()).isEmpty();
  }

  @Test
  void unknownMemoryDoesNotHinder() {
    Machine machine = new Machine(new Sourced<>(4, "x"), Optional.empty());
    assertThat(Sizing.decide(machine, OPEN, OPEN).size().workers().value()).isEqualTo(9);
  }

  @Test
  void requestsThatWaitGetThreadsThatKeepTheCoresBusy() {
    assertThat(waiting(0).size().threads().value()).isEqualTo(1);
    assertThat(waiting(80).size().threads())
        .isEqualTo(
            new Sourced<>(
                2,
                "auto: requests wait 80 % of their time (measured), so 10 at once keep 2 cores"
                    + " busy; shared by 5 workers"));
    assertThat(waiting(99).size().threads().value()).isEqualTo(Sizing.MOST_THREADS);
  }

  @Test
  void aMeasuredWorkerCountsInsteadOfTheDefault() {
    Sizing sizing =
        Sizing.decide(request(Optional.empty(), Optional.of(new Sourced<>(400 * MB, "measured"))));
    assertThat(sizing.size().workers())
        .isEqualTo(
            new Sourced<>(
                4,
                "auto: 5 by the rule 2 x 2 cores + 1, but 2000 MB of free memory (MemAvailable),"
                    + " 300 MB of it kept for server and system, carries no more; taken 400 MB for"
                    + " each (measured)"));
    assertThat(sizing.memory()).isEqualTo(1600 * MB);
  }

  @Test
  void whereMemoryIsPlentyAllStartAtOnce() {
    // 256 MB aside, and five of 480 MB each
    assertThat(Sizing.decide(machine(2, "x", 256 * MB + 5 * 480 * MB), OPEN, OPEN).size().open())
        .isEqualTo(new LaunchPlan.Open(true, true, true));
    assertThat(Sizing.decide(machine(2, "x", 3000 * MB), OPEN, OPEN).size().open())
        .isEqualTo(new LaunchPlan.Open(true, true, false));
    Machine unknown = new Machine(new Sourced<>(4, "x"), Optional.empty());
    assertThat(Sizing.decide(unknown, OPEN, OPEN).size().open().oneFirst()).isFalse();
  }

  @Test
  void whatTheUserSaysIsNotOpen() {
    Machine small = machine(2, "x", 300 * MB);
    Optional<Sourced<Integer>> four = Optional.of(new Sourced<>(4, "--workers"));
    assertThat(Sizing.decide(small, four, OPEN).size().open())
        .isEqualTo(new LaunchPlan.Open(false, true, false));
    assertThat(Sizing.decide(small, four, four).size().open()).isEqualTo(LaunchPlan.Open.NOTHING);
  }

  @Test
  void theFirstWorkerSaysHowManyMemoryCarries() {
    Machine machine = machine(2, "the CPUs", 1000 * MB);
    assertThat(Sizing.workers(machine, new MeasuredWorker(1, 320 * MB, 320 * MB)))
        .isEqualTo(
            new Sourced<>(
                2,
                "auto: 5 by the rule 2 x 2 cores + 1, but 1320 MB of free memory (MemAvailable, and"
                    + " 320 MB that workers hold), 256 MB of it kept for server and system, carries"
                    + " no more; taken 399 MB for each (worker 1 holds 320 MB, and a quarter more"
                    + " is reckoned for its requests)"));
    assertThat(Sizing.workers(machine, new MeasuredWorker(1, 40 * MB, 40 * MB)))
        .isEqualTo(
            new Sourced<>(
                5,
                "auto: 2 x 2 cores + 1; cores from the CPUs; 1040 MB of free memory (MemAvailable,"
                    + " and 40 MB that workers hold) carries 5, with 49 MB for each (worker 1 holds"
                    + " 40 MB, and a quarter more is reckoned for its requests)"));
  }

  /** At a reload the old workers are still there, and what they hold will be free. */
  @Test
  void whatOtherWorkersHoldIsTheirs() {
    Machine machine = machine(2, "x", 300 * MB);
    assertThat(Sizing.workers(machine, new MeasuredWorker(5, 200 * MB, 200 * MB)).value())
        .isEqualTo(1);
    assertThat(Sizing.workers(machine, new MeasuredWorker(5, 200 * MB, 800 * MB)).value())
        .isEqualTo(3);
  }

  private static Sizing waiting(int percent) {
    return Sizing.decide(
        request(Optional.of(new Sourced<>(percent, "measured")), Optional.empty()));
  }

  private static PlanRequest request(
      Optional<Sourced<Integer>> ioShare, Optional<Sourced<Long>> workerMemory) {
    return new PlanRequest(
        Path.of("/app"),
        Path.of("/app"),
        Map.of(),
        machine(2, "the CPUs", 2000 * MB),
        Optional.empty(),
        Optional.empty(),
        OPEN,
        OPEN,
        ioShare,
        workerMemory);
  }

  private static Machine machine(int cores, String source, long memory) {
    return new Machine(
        new Sourced<>(cores, source), Optional.of(new Sourced<>(memory, "MemAvailable")));
  }
}
