package dev.junicorn.probe;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How many requests one volley shows to have run at once. The counts are lower bounds that hold
 * whatever the order in which the server takes requests, because a thread is busy with a request
 * for at least the shortest time that any request took:
 *
 * <ul>
 *   <li>what is answered before twice that time is up was the first request of its thread;
 *   <li>of the answers within less than that time, each comes from another thread.
 * </ul>
 *
 * @param service the shortest time that a request was run for, by all answers; zero where there is
 *     none
 * @param trip one round trip of the network, by all connections: a single one may have been made
 *     late because the prober, or its machine, was busy
 */
record Judgement(Duration service, Duration trip) {

  /** How much of twice the service time is counted; the rest is the room for uneven clocks. */
  private static final double FIRST_ANSWERS = 1.8;

  /** How much of one service time; narrower, because both ends of it move. */
  private static final double WINDOW = 0.75;

  /** By what these volleys show together. */
  static Judgement of(List<Volley> volleys) {
    Duration trip = least(volleys.stream().map(Volley::latency));
    Duration service =
        least(
            volleys.stream()
                .flatMap(volley -> volley.times().stream())
                .map(time -> time.minus(trip))
                .filter(time -> !time.isNegative()));
    return new Judgement(service, trip);
  }

  private static Duration least(Stream<Duration> durations) {
    return durations.min(Comparator.naturalOrder()).orElse(Duration.ZERO);
  }

  /** How many requests of this volley were seen to run at once. */
  int atOnce(Volley volley) {
    List<Duration> times = volley.times();
    return Math.max(
        before(times, trip.plus(scaled(service, FIRST_ANSWERS))),
        mostWithin(times, scaled(service, WINDOW)));
  }

  /**
   * Whether this volley ran fewer at once than the server is known to be able to: it gave its
   * processes uneven shares, so that some had idle threads and some a queue.
   *
   * @param seen the most that any volley ran at once
   */
  boolean isShort(Volley volley, int seen) {
    return atOnce(volley) < Math.min(volley.asked(), seen);
  }

  /** How much longer the quickest answer took than one request that is alone; 1 is "no longer". */
  double stretch(Volley volley) {
    return volley.times().isEmpty()
        ? 1
        : (double) volley.times().getFirst().minus(trip).toNanos() / Math.max(1, service.toNanos());
  }

  private static int before(List<Duration> times, Duration end) {
    return (int) times.stream().filter(time -> time.compareTo(end) < 0).count();
  }

  private static int mostWithin(List<Duration> times, Duration width) {
    int most = 0;
    int first = 0;
    for (int last = 0; last < times.size(); last++) {
      while (times.get(last).minus(times.get(first)).compareTo(width) > 0) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofNanos((long) (duration.toNanos() * factor));
  }
}
