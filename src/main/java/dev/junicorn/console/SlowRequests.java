package dev.junicorn.console;

import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.ServedRequest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The requests that took longest, and what each route costs.
 *
 * @param requests how many it is reckoned from
 * @param windowSeconds how long a time they span
 * @param slowest the longest first
 * @param routes the most expensive first
 */
record SlowRequests(int requests, double windowSeconds, List<Slow> slowest, List<Route> routes) {

  /** More than anybody reads. */
  static final int SLOWEST = 50;

  static final int ROUTES = 50;

  private static final double NANOS_IN_SECOND = 1e9;
  private static final double MILLIS_IN_SECOND = 1e3;

  /**
   * One request. Everything as in {@link ServedRequest}.
   *
   * @param seconds from its first byte to its answer's last
   */
  record Slow(
      long endedMillis,
      String id,
      String method,
      String path,
      String route,
      int status,
      int pid,
      String failure,
      double seconds,
      TimeSplit split) {

    private static Slow of(ServedRequest request) {
      return new Slow(
          request.endedMillis(),
          request.id(),
          request.method(),
          request.path(),
          request.route(),
          request.status(),
          request.pid(),
          request.failure(),
          request.split().total() / NANOS_IN_SECOND,
          request.split());
    }
  }

  /**
   * The requests of one route together.
   *
   * @param errors how many of them were answered with 5xx or not at all
   * @param p50 seconds that half of them did not exceed
   * @param p95 seconds that 95 of 100 did not exceed
   * @param seconds all together
   * @param split the same, by where it went
   */
  record Route(
      String route,
      int count,
      int errors,
      double p50,
      double p95,
      double seconds,
      TimeSplit split) {}

  static SlowRequests of(List<ServedRequest> requests) {
    Comparator<ServedRequest> byTime = Comparator.comparingLong(request -> request.split().total());
    List<Slow> slowest =
        requests.stream().sorted(byTime.reversed()).limit(SLOWEST).map(Slow::of).toList();
    return new SlowRequests(requests.size(), window(requests), slowest, routes(requests));
  }

  private static double window(List<ServedRequest> requests) {
    return requests.isEmpty()
        ? 0
        : (requests.getLast().endedMillis() - requests.getFirst().endedMillis()) / MILLIS_IN_SECOND;
  }

  private static List<Route> routes(List<ServedRequest> requests) {
    Map<String, Sum> sums = new LinkedHashMap<>();
    for (ServedRequest request : requests) {
      sums.computeIfAbsent(request.route(), route -> new Sum()).add(request);
    }
    return sums.entrySet().stream()
        .map(entry -> entry.getValue().route(entry.getKey()))
        .sorted(Comparator.comparingDouble(Route::seconds).reversed())
        .limit(ROUTES)
        .toList();
  }

  /** Collects one route. */
  private static final class Sum {

    private long[] durations = new long[16];
    private int count;
    private int errors;
    private TimeSplit split = TimeSplit.ZERO;

    void add(ServedRequest request) {
      if (count == durations.length) {
        durations = Arrays.copyOf(durations, 2 * count);
      }
      durations[count++] = request.split().total();
      errors += request.status() == 0 || request.status() >= 500 ? 1 : 0;
      split = split.plus(request.split());
    }

    Route route(String name) {
      Arrays.sort(durations, 0, count);
      return new Route(
          name, count, errors, quantile(50), quantile(95), split.total() / NANOS_IN_SECOND, split);
    }

    /** The nearest rank. */
    private double quantile(int hundredths) {
      int rank = (count * hundredths + 99) / 100;
      return durations[rank - 1] / NANOS_IN_SECOND;
    }
  }
}
