package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
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

  @Property
  void thereIsAlwaysAWorkerAndNeverMoreThanTheRule(
      @ForAll @IntRange(min = 1) int cores, @ForAll @LongRange(min = 0) long memory) {
    int workers = Sizing.decide(machine(cores, "x", memory), OPEN, OPEN).size().workers().value();
    assertThat((long) workers).isBetween(1L, Math.min(2L * cores + 1, Integer.MAX_VALUE));
  }

  @Property
  void severalWorkersFitIntoTheMemoryThatIsNotKept(
      @ForAll @IntRange(min = 1, max = 4096) int cores,
      @ForAll @LongRange(min = 0, max = 1L << 42) long memory) {
    int workers = Sizing.decide(machine(cores, "x", memory), OPEN, OPEN).size().workers().value();
    long aside = Math.max(Sizing.LEAST_ASIDE, memory / 100 * Sizing.ASIDE_PERCENT);
    assertThat(workers == 1 || workers * Sizing.WORKER_BYTES <= memory - aside).isTrue();
  }

  @Property
  void moreMachineNeverMeansFewerWorkers(
      @ForAll @IntRange(min = 1, max = 1000) int cores,
      @ForAll @LongRange(min = 0, max = 1L << 42) long memory,
      @ForAll @IntRange(max = 100) int moreCores,
      @ForAll @LongRange(max = 1L << 40) long moreMemory) {
    int less = Sizing.decide(machine(cores, "x", memory), OPEN, OPEN).size().workers().value();
    int more =
        Sizing.decide(machine(cores + moreCores, "x", memory + moreMemory), OPEN, OPEN)
            .size()
            .workers()
            .value();
    assertThat(more).isGreaterThanOrEqualTo(less);
  }

  private static Machine machine(int cores, String source, long memory) {
    return new Machine(
        new Sourced<>(cores, source), Optional.of(new Sourced<>(memory, "MemAvailable")));
  }
}
