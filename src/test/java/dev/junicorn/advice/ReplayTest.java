package dev.junicorn.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.data.Percentage.withPercentage;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Where the answer is known without a simulation. */
class ReplayTest {

  @Test
  void waitingNeedsSlots() {
    Replay replay = clients(12, 0.0001, 0.5);
    assertThat(replay.run(1, 1).throughput()).isCloseTo(2, withPercentage(2));
    assertThat(replay.run(1, 1).durationP95()).isCloseTo(6, within(0.05));
    assertThat(replay.run(1, 6).throughput()).isCloseTo(12, withPercentage(2));
    Replay.Outcome enough = replay.run(1, 12);
    assertThat(enough.throughput()).isCloseTo(24, withPercentage(2));
    assertThat(enough.queueP95()).isZero();
    assertThat(replay.run(3, 4).durationP95()).isCloseTo(0.5, within(0.01));
  }

  @Test
  void computingNeedsProcessesAndCores() {
    Replay replay = clients(8, 0.05, 0);
    assertThat(replay.run(1, 1).throughput()).isCloseTo(20, withPercentage(2));
    assertThat(replay.run(1, 8).throughput()).as("one lock").isCloseTo(20, withPercentage(2));
    assertThat(replay.run(2, 1).throughput()).isCloseTo(40, withPercentage(2));
    assertThat(replay.run(4, 2).throughput()).as("two cores").isCloseTo(40, withPercentage(2));
    assertThat(replay.run(4, 2).cores()).isCloseTo(2, withPercentage(2));
  }

  /** In a free-threaded build. */
  @Test
  void withoutALockThreadsComputeAtOnce() {
    Replay replay = clients(8, 0.05, 0, false);
    assertThat(replay.run(1, 1).throughput()).isCloseTo(20, withPercentage(2));
    assertThat(replay.run(1, 2).throughput()).isCloseTo(40, withPercentage(2));
    assertThat(replay.run(1, 8).throughput()).as("two cores").isCloseTo(40, withPercentage(2));
    assertThat(replay.run(1, 8).cores()).isCloseTo(2, withPercentage(2));
  }

  /**
   * Three times a quick request wants to compute, and the lock comes when a turn of 5 ms is over.
   */
  @Test
  void aThreadThatComputesHoldsUpTheOthers() {
    Recorded recorded = new Recorded().request(0, 0, 3, 0);
    for (int i = 0; i < 70; i++) {
      recorded.request(0.01 + 0.04 * i, 0, 0.0003, 0.02);
    }
    Replay replay = new Replay(Workload.of(recorded.observation()), 2, true);
    assertThat(replay.run(2, 1).durationP95()).isCloseTo(0.0203, within(0.0001));
    assertThat(replay.run(1, 2).durationP95()).isBetween(0.030, 0.0354);
  }

  @Test
  void requestsThatComeAnywayComeAnyway() {
    Recorded recorded = new Recorded();
    for (int i = 0; i < 200; i++) {
      recorded.request(0.1 * i, 0, 0.001, 0.049);
    }
    Replay replay = new Replay(Workload.of(recorded.observation()), 1, true);
    Replay.Outcome outcome = replay.run(1, 1);
    assertThat(outcome.throughput()).isCloseTo(10, withPercentage(2));
    assertThat(outcome.durationP95()).isCloseTo(0.05, within(0.0001));
    assertThat(outcome.cores()).isCloseTo(0.01, within(0.001));
  }

  /** Nothing is served faster than slots, locks and cores allow, and nothing is lost. */
  @Property(tries = 200)
  void itKeepsToWhatThereIs(
      @ForAll @IntRange(min = 1, max = 20) int clients,
      @ForAll @IntRange(min = 1, max = 5) int workers,
      @ForAll @IntRange(min = 1, max = 8) int threads,
      @ForAll @DoubleRange(min = 0.3, max = 4) double cores,
      @ForAll @IntRange(min = 1, max = 1000) int computes,
      @ForAll @IntRange(min = 0, max = 2000) int waits) {
    double cpu = 1e-4 * computes;
    double blocked = 1e-4 * waits;
    Recorded recorded = new Recorded().clients(clients, 1, 200, cpu, blocked);
    Replay replay = new Replay(Workload.of(recorded.observation()), cores, true);
    Replay.Outcome outcome = replay.run(workers, threads);
    double most = Math.min(workers * threads / (cpu + blocked), Math.min(workers, cores) / cpu);
    assertThat(outcome.throughput()).isBetween(0.0, most * 1.06);
    assertThat(outcome.durationP95()).isGreaterThanOrEqualTo((cpu + blocked) * 0.999);
    assertThat(outcome.cores()).isLessThanOrEqualTo(Math.min(workers, cores) + 1e-6);
  }

  private static Replay clients(int clients, double cpu, double blocked) {
    return clients(clients, cpu, blocked, true);
  }

  private static Replay clients(int clients, double cpu, double blocked, boolean gil) {
    Recorded recorded = new Recorded().clients(clients, 1, 200, cpu, blocked);
    Workload load = Workload.of(recorded.observation());
    assertThat(load.seen().clients()).isEqualTo(clients);
    return new Replay(load, 2, gil);
  }
}
