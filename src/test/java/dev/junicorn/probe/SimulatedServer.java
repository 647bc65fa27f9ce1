package dev.junicorn.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A server that exists in arithmetic only: processes with threads that take requests from a queue,
 * behind a network, at a time of its own.
 */
final class SimulatedServer implements Volleys {

  /**
   * How it behaves.
   *
   * @param processes each takes the requests that it was dealt
   * @param threads in each process
   * @param service seconds that a request takes
   * @param jitter the share by which that differs, up and down
   * @param latency seconds of one round trip
   * @param queueLimit requests that may wait in a process; others get a 503
   * @param uneven whether requests are dealt at random instead of to whoever is free
   * @param shared whether running requests share one processor
   */
  record Kind(
      int processes,
      int threads,
      double service,
      double jitter,
      double latency,
      int queueLimit,
      boolean uneven,
      boolean shared) {

    static Kind of(int processes, int threads, double service) {
      return new Kind(processes, threads, service, 0, 0, Integer.MAX_VALUE, false, false);
    }

    Kind jittering(double share) {
      return new Kind(processes, threads, service, share, latency, queueLimit, uneven, shared);
    }

    Kind behind(double seconds) {
      return new Kind(processes, threads, service, jitter, seconds, queueLimit, uneven, shared);
    }

    Kind queueing(int limit) {
      return new Kind(processes, threads, service, jitter, latency, limit, uneven, shared);
    }

    Kind dealingAtRandom() {
      return new Kind(processes, threads, service, jitter, latency, queueLimit, true, shared);
    }

    Kind sharingAProcessor() {
      return new Kind(processes, threads, service, jitter, latency, queueLimit, uneven, true);
    }
  }

  private final Kind kind;
  private final Random random;
  private double now;
  private double firstExtra;
  private double pause;
  private int sent;

  SimulatedServer(Kind kind, long seed) {
    this.kind = kind;
    this.random = new Random(seed);
  }

  /** The first request takes longer: imports, caches. */
  SimulatedServer warmingUpFor(double seconds) {
    firstExtra = seconds;
    return this;
  }

  /** The prober is without a processor for so long in every volley. */
  SimulatedServer seenWithPausesOf(double seconds) {
    pause = seconds;
    return this;
  }

  long nanoTime() {
    return (long) (now * 1e9);
  }

  int sent() {
    return sent;
  }

  @Override
  public Volley fire(int requests, Duration limit) {
    sent += requests;
    List<List<Double>> dealt = deal(requests);
    List<Volley.Outcome> outcomes = new ArrayList<>();
    double end = 0;
    for (List<Double> work : dealt) {
      for (double time : run(work)) {
        boolean late = time + kind.latency > limit.toNanos() / 1e9;
        end = Math.max(end, Math.min(time, limit.toNanos() / 1e9));
        outcomes.add(
            Double.isInfinite(time)
                ? new Volley.Answered(503, duration(kind.latency))
                : late
                    ? new Volley.Lost("had no answer in time")
                    : new Volley.Answered(200, duration(time + kind.latency)));
      }
    }
    now += end + kind.latency;
    Collections.shuffle(outcomes, random);
    return new Volley(requests, outcomes, duration(kind.latency), duration(pause));
  }

  @Override
  public void close() {}

  private List<List<Double>> deal(int requests) {
    List<List<Double>> dealt = new ArrayList<>();
    for (int i = 0; i < kind.processes; i++) {
      dealt.add(new ArrayList<>());
    }
    for (int i = 0; i < requests; i++) {
      double work = kind.service * (1 + kind.jitter * (2 * random.nextDouble() - 1)) + firstExtra;
      firstExtra = 0;
      dealt.get(kind.uneven ? random.nextInt(kind.processes) : i % kind.processes).add(work);
    }
    return dealt;
  }

  /** When each request of one process is answered; infinite where it is refused. */
  private List<Double> run(List<Double> work) {
    List<Double> ends = new ArrayList<>();
    PriorityQueue<Double> free = new PriorityQueue<>();
    double slower = kind.shared ? Math.max(1, Math.min(kind.threads, work.size())) : 1;
    for (int i = 0; i < kind.threads; i++) {
      free.add(0.0);
    }
    for (int i = 0; i < work.size(); i++) {
      if (i >= kind.threads + (long) kind.queueLimit) {
        ends.add(Double.POSITIVE_INFINITY);
      } else {
        double done = free.remove() + work.get(i) * slower;
        free.add(done);
        ends.add(done);
      }
    }
    return ends;
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos((long) (seconds * 1e9));
  }
}
