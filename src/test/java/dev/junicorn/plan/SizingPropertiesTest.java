package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** What holds for every machine. */
class SizingPropertiesTest {

  private static final Optional<Sourced<Integer>> OPEN = Optional.empty();

  @Property
  void thereIsAlwaysAWorkerAndNeverMoreThanTheRule(
      @ForAll @IntRange(min = 1) int cores, @ForAll @LongRange(min = 0) long memory) {
    int workers = Sizing.decide(machine(cores, memory), OPEN, OPEN).size().workers().value();
    assertThat((long) workers).isBetween(1L, Math.min(2L * cores + 1, Integer.MAX_VALUE));
  }

  @Property
  void byAMeasuredWorkerTooMemoryCarriesThem(
      @ForAll @IntRange(min = 1, max = 4096) int cores,
      @ForAll @LongRange(min = 0, max = 1L << 42) long memory,
      @ForAll @LongRange(min = 1, max = 1L << 40) long bytes) {
    MeasuredWorker worker = new MeasuredWorker(1, bytes, bytes);
    int workers = Sizing.workers(machine(cores, memory), worker).value();
    assertThat(workers).isBetween(1, 2 * cores + 1);
    assertThat(workers == 1 || workers * bytes <= memory + bytes - Sizing.LEAST_ASIDE).isTrue();
  }

  @Property
  void severalWorkersFitIntoTheMemoryThatIsNotKept(
      @ForAll @IntRange(min = 1, max = 4096) int cores,
      @ForAll @LongRange(min = 0, max = 1L << 42) long memory) {
    int workers = Sizing.decide(machine(cores, memory), OPEN, OPEN).size().workers().value();
    long aside = Math.max(Sizing.LEAST_ASIDE, memory / 100 * Sizing.ASIDE_PERCENT);
    assertThat(workers == 1 || workers * Sizing.WORKER_BYTES <= memory - aside).isTrue();
  }

  @Property
  void moreMachineNeverMeansFewerWorkers(
      @ForAll @IntRange(min = 1, max = 1000) int cores,
      @ForAll @LongRange(min = 0, max = 1L << 42) long memory,
      @ForAll @IntRange(max = 100) int moreCores,
      @ForAll @LongRange(max = 1L << 40) long moreMemory) {
    int less = Sizing.decide(machine(cores, memory), OPEN, OPEN).size().workers().value();
    int more =
        Sizing.decide(machine(cores + moreCores, memory + moreMemory), OPEN, OPEN)
            .size()
            .workers()
            .value();
    assertThat(more).isGreaterThanOrEqualTo(less);
  }

  private static Machine machine(int cores, long memory) {
    return new Machine(new Sourced<>(cores, "x"), Optional.of(new Sourced<>(memory, "x")));
  }
}
