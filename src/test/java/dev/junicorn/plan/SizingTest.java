package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
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
            "4 x 1 = 4 requests at once, about 480 MB for the workers",
            "4 workers may not fit: 300 MB of free memory (MemAvailable). Where processes get"
                + " killed, lower --workers");
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
