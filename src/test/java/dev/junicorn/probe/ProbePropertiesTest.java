package dev.junicorn.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.probe.SimulatedServer.Kind;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Whatever the server is, the number is right, or no number is given. */
class ProbePropertiesTest {

  private static final int MAX = 32;

  @Property(tries = 300)
  void everySizeIsFound(
      @ForAll @IntRange(min = 1, max = 4) int processes,
      @ForAll @IntRange(min = 1, max = 7) int threads,
      @ForAll @DoubleRange(min = 0.06, max = 1) double service,
      @ForAll @DoubleRange(max = 0.1) double jitter,
      @ForAll @DoubleRange(max = 0.02) double latency,
      @ForAll long seed) {
    Verdict verdict =
        probe(Kind.of(processes, threads, service).jittering(jitter).behind(latency), seed);
    assertThat(verdict)
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found -> {
              assertThat(found.number()).isEqualTo(processes * threads);
              assertThat(found.atLeast()).isFalse();
            });
  }

  @Property(tries = 100)
  void moreThanIsAskedForIsALowerBound(
      @ForAll @IntRange(min = MAX, max = 200) int threads, @ForAll long seed) {
    assertThat(probe(Kind.of(1, threads, 0.2).jittering(0.1), seed))
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found -> {
              assertThat(found.number()).isEqualTo(MAX);
              assertThat(found.atLeast()).isTrue();
            });
  }

  /** Half of the time between requests is chance: too few may be seen, never too many. */
  @Property(tries = 300)
  void blurredTimesNeverGiveTooMany(
      @ForAll @IntRange(min = 1, max = 24) int threads,
      @ForAll @DoubleRange(min = 0.1, max = 0.3) double jitter,
      @ForAll long seed) {
    if (probe(Kind.of(1, threads, 0.2).jittering(jitter), seed) instanceof Verdict.AtOnce found) {
      assertThat(found.number()).isBetween((threads + 1) / 2, threads + 1);
    }
  }

  @Property(tries = 200)
  void chanceInAnUnevenServerIsOutweighedByRepetition(
      @ForAll @IntRange(min = 2, max = 3) int processes,
      @ForAll @IntRange(min = 1, max = 4) int threads,
      @ForAll long seed) {
    assertThat(probe(Kind.of(processes, threads, 0.2).dealingAtRandom(), seed))
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found ->
                assertThat(found.number())
                    .isBetween((processes - 1) * threads, processes * threads));
  }

  @Property(tries = 100)
  void aFullQueueEndsTheProbeAndIsSaid(
      @ForAll @IntRange(min = 1, max = 6) int threads,
      @ForAll @IntRange(min = 0, max = 5) int queue,
      @ForAll long seed) {
    assertThat(probe(Kind.of(1, threads, 0.2).queueing(queue), seed))
        .isInstanceOfSatisfying(
            Verdict.AtOnce.class,
            found -> {
              assertThat(found.number()).isEqualTo(threads);
              if (threads + queue < 4 * threads) {
                assertThat(found.explanation()).last().asString().contains("got status 503");
              }
            });
  }

  @Property(tries = 100)
  void quickAnswersGiveNoNumber(
      @ForAll @IntRange(min = 1, max = 40) int threads,
      @ForAll @IntRange(min = 100, max = 45_000) int micros,
      @ForAll long seed) {
    assertThat(probe(Kind.of(1, threads, micros / 1e6), seed))
        .isInstanceOfSatisfying(
            Verdict.CannotTell.class,
            verdict -> assertThat(verdict.explanation().getFirst()).contains("too quick"));
  }

  @Property(tries = 100)
  void theNumberOfRequestsIsBounded(
      @ForAll @IntRange(min = 1, max = 40) int threads,
      @ForAll @DoubleRange(max = 3) double pause,
      @ForAll long seed) {
    SimulatedServer server =
        new SimulatedServer(Kind.of(2, threads, 0.2).dealingAtRandom(), seed)
            .seenWithPausesOf(pause);
    run(server, Duration.ofMinutes(10));
    assertThat(server.sent()).isLessThan(20 * MAX);
  }

  @Property(tries = 100)
  void theTimeIsBounded(
      @ForAll @IntRange(min = 1, max = 4) int threads,
      @ForAll @DoubleRange(min = 0.1, max = 30) double service,
      @ForAll long seed) {
    SimulatedServer server = new SimulatedServer(Kind.of(1, threads, service), seed);
    run(server, Duration.ofSeconds(60));
    assertThat(server.nanoTime() / 1e9).isLessThanOrEqualTo(61);
  }

  private static Verdict probe(Kind kind, long seed) {
    return run(new SimulatedServer(kind, seed), Duration.ofMinutes(10));
  }

  private static Verdict run(SimulatedServer server, Duration timeout) {
    try {
      return new Probe(server, MAX, timeout, server::nanoTime).run(_ -> {}).verdict();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
