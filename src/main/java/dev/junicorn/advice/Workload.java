package dev.junicorn.advice;

import dev.junicorn.observation.Mark;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.ServedRequest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was asked of the server, without what the size of the server made of it: when each request
 * came, how long it computes and how long it waits for other things. Times in seconds.
 *
 * <p>Requests that never had a worker (refused, timed out in the queue) were wanted all the same:
 * they count with the work of the one before on their route.
 */
final class Workload {

  /** So many requests, those of the busiest time, tell what all would; it bounds the work. */
  static final int MOST = 3000;

  /** Beyond this the way to the worker and back was a wait in the worker's inbox. */
  private static final double LONGEST_DISPATCH = 0.001;

  /** More than this beside the app's own time is not the bridge's work. */
  private static final double LARGEST_OVERHEAD = 0.001;

  /**
   * Requests that take this many times what they need were held up by the server's size or by each
   * other; clients then send the next one later, and what was recorded is not what they want.
   */
  private static final double HELD_UP = 1.5;

  /**
   * How steady the number of requests in the server is where clients wait for their answers: its
   * median by its 95th percentile. Where a queue grows or drains evenly it is a half.
   */
  private static final double STEADY = 0.6;

  /**
   * Where the number hardly ever falls below its most, a shorter wait says that they were held up,
   * too: its mean over time by that 95th percentile.
   */
  private static final double CONSTANT = 0.9;

  private static final double SLIGHTLY_HELD_UP = 1.1;

  /**
   * The recorder keeps the first thousand requests of a second ({@code RequestLog}): where more
   * come, it leaves gaps, so many times as long as the usual distance.
   */
  private static final int GAP = 50;

  private static final int RECORDED_PER_SECOND = 1000;
  private static final double NANO = 1e-9;

  /** Seconds; the parts of a split are rounded one by one. */
  private static final double ROUNDING = 1e-6;

  private final double[] arrivals;
  private final double[] computes;
  private final double[] waits;
  private final Held held;
  private final Seen seen;

  /**
   * What the recorded requests met.
   *
   * @param requests how many, those included that never had a worker
   * @param refused how many never had one
   * @param span seconds from the first arrival to the last end
   * @param throughput requests that ended in a second
   * @param queueP95 seconds
   * @param durationP95 seconds, from arrival to the app's last byte
   * @param compute seconds that a request computes, on average
   * @param blocked seconds that it waits for other things, on average
   * @param stretch how many times longer than these two it took, on average
   * @param together requests in the server at once, not exceeded in 95 of 100 looks; those that
   *     hold a slot and have not ended are among them
   * @param most as together, in all looks
   * @param clients how many clients wait for their answer before they send the next request; 0
   *     where requests come whatever becomes of those before
   * @param crowding how many times longer requests are blocked when many run than when few do; 1
   *     where that cannot be told
   */
  record Seen(
      int requests,
      int refused,
      double span,
      double throughput,
      double queueP95,
      double durationP95,
      double compute,
      double blocked,
      double stretch,
      int together,
      int most,
      int clients,
      double crowding) {}

  private Workload(double[] arrivals, double[] computes, double[] waits, Held held, Seen seen) {
    this.arrivals = arrivals;
    this.computes = computes;
    this.waits = waits;
    this.held = held;
    this.seen = seen;
  }

  /** The workload of these requests, at least one of which had a worker. */
  static Workload of(Observation observation) {
    return new Reader(observation).read();
  }

  /** The requests since the size was changed: before that the server was another one. */
  static List<ServedRequest> sinceTheLastSize(Observation observation) {
    long since =
        observation.marks().stream()
            .filter(mark -> mark.kind() == Mark.Kind.RESIZE)
            .mapToLong(Mark::epochMillis)
            .max()
            .orElse(0);
    return observation.requests().stream()
        .filter(request -> request.endedMillis() - request.split().total() / 1_000_000 >= since)
        .toList();
  }

  static boolean hadAWorker(ServedRequest request) {
    return request.pid() != 0 && request.split().app() > 0;
  }

  int size() {
    return arrivals.length;
  }

  /** When it came, from 0. */
  double arrival(int request) {
    return arrivals[request];
  }

  /** How long it computes, in the app and around it. */
  double compute(int request) {
    return computes[request];
  }

  /** How long it waits for other things than a processor, Python's lock, or a slot. */
  double wait(int request) {
    return waits[request];
  }

  /** What takes slots for as long as the replay lasts. */
  Held held() {
    return held;
  }

  Seen seen() {
    return seen;
  }

  /** The value that so many hundredths do not exceed; sorts the array. */
  static double quantile(double[] values, int count, int hundredths) {
    if (count == 0) {
      return 0;
    }
    Arrays.sort(values, 0, count);
    return values[Math.min(count - 1, (int) ((long) count * hundredths / 100))];
  }

  /** Reads one observation. */
  private static final class Reader {

    private final List<ServedRequest> requests;
    private final double overhead;
    private final int[] inServer;
    private final Held held;

    Reader(Observation observation) {
      requests =
          busiest(
              sinceTheLastSize(observation).stream()
                  .sorted(Comparator.comparingLong(ServedRequest::arrivedNanos))
                  .toList());
      overhead = overhead(observation, requests);
      inServer = inServerAtArrival(requests);
      held = Held.of(observation, requests);
    }

    Workload read() {
      int count = requests.size();
      double[] arrivals = new double[count];
      double[] computes = new double[count];
      double[] waits = new double[count];
      Map<String, ServedRequest> lastOfRoute = new HashMap<>();
      List<ServedRequest> served = requests.stream().filter(Workload::hadAWorker).toList();
      UsualWaits usual = new UsualWaits(served);
      ServedRequest last = served.getFirst();
      for (int i = 0; i < count; i++) {
        ServedRequest request = requests.get(i);
        if (hadAWorker(request)) {
          last = request;
          lastOfRoute.put(request.route(), request);
        }
        ServedRequest like = lastOfRoute.getOrDefault(request.route(), last);
        arrivals[i] = NANO * (request.arrivedNanos() - requests.getFirst().arrivedNanos());
        computes[i] = NANO * like.split().cpu() + overhead;
        waits[i] =
            NANO * usual.of(like) + Math.min(LONGEST_DISPATCH, NANO * like.split().dispatch());
      }
      return new Workload(arrivals, computes, waits, held, seen(computes, waits));
    }

    private Seen seen(double[] computes, double[] waits) {
      int count = requests.size();
      double[] queue = new double[count];
      double[] durations = new double[count];
      int served = 0;
      double taken = 0;
      double last = 0;
      for (ServedRequest request : requests) {
        last = Math.max(last, end(request));
        if (hadAWorker(request)) {
          queue[served] = NANO * request.split().queue();
          durations[served] = inServer(request);
          taken += durations[served];
          served++;
        }
      }
      double span = Math.max(1e-6, last - NANO * requests.getFirst().arrivedNanos());
      double compute = Arrays.stream(computes).average().orElse(0);
      double wait = Arrays.stream(waits).average().orElse(0);
      double stretch = taken / served / Math.max(1e-9, compute + wait);
      return new Seen(
          count,
          count - served,
          span,
          served / span,
          quantile(queue, served, 95),
          quantile(durations, served, 95),
          compute,
          wait,
          stretch,
          held.count() + together(95),
          held.count() + together(100),
          clients(stretch, taken / span),
          crowding());
    }

    /** The one that arrives counts. */
    private int together(int hundredths) {
      double[] counts = Arrays.stream(inServer).asDoubleStream().toArray();
      return 1 + (int) quantile(counts, counts.length, hundredths);
    }

    /** Arrivals alone do not show a constant number: where many end at once, it dips there. */
    private int clients(double stretch, double meanInServer) {
      int most = together(95);
      boolean steady = stretch >= HELD_UP && together(50) >= STEADY * most;
      boolean constant = stretch >= SLIGHTLY_HELD_UP && meanInServer >= CONSTANT * most;
      return steady || constant ? most : 0;
    }

    /** By those that came when fewer than half as many were there as when most were. */
    private double crowding() {
      int many = together(95) / 2;
      double[] sums = new double[2];
      int[] counts = new int[2];
      for (int i = 0; i < inServer.length; i++) {
        if (hadAWorker(requests.get(i))) {
          int side = inServer[i] > many ? 1 : 0;
          sums[side] += requests.get(i).split().blocked();
          counts[side]++;
        }
      }
      boolean enough = Math.min(counts[0], counts[1]) >= 30 && sums[0] > 0;
      return enough ? (sums[1] / counts[1]) / (sums[0] / counts[0]) : 1;
    }

    /** CPU that a worker spends on a request beside the app's thread: the bridge's work. */
    private static double overhead(Observation observation, List<ServedRequest> requests) {
      double cores = 0;
      long answers = 0;
      for (Second second : observation.seconds()) {
        cores += second.machine().workerCores();
        answers += second.answers().all();
      }
      double app =
          requests.stream()
              .filter(Workload::hadAWorker)
              .mapToLong(request -> request.split().cpu())
              .average()
              .orElse(0);
      return answers == 0 ? 0 : Math.clamp(cores / answers - NANO * app, 0, LARGEST_OVERHEAD);
    }

    /**
     * Of more requests than are replayed, the consecutive ones that came with the most work; of
     * those that the recorder kept of a second, all or none.
     */
    private static List<ServedRequest> busiest(List<ServedRequest> all) {
      List<ServedRequest> best = all.subList(0, Math.min(MOST, all.size()));
      for (int from = MOST / 2; from + MOST <= all.size(); from += MOST / 2) {
        List<ServedRequest> part = all.subList(from, from + MOST);
        if (work(part) > work(best)) {
          best = part;
        }
      }
      return List.copyOf(withoutGaps(best));
    }

    /** The longest part in which none is missing. */
    private static List<ServedRequest> withoutGaps(List<ServedRequest> part) {
      double usual = span(part) / part.size();
      if (part.size() < RECORDED_PER_SECOND) {
        return part;
      }
      List<ServedRequest> longest = List.of();
      int from = 0;
      for (int i = 1; i <= part.size(); i++) {
        boolean gap =
            i == part.size()
                || part.get(i).arrivedNanos() - part.get(i - 1).arrivedNanos() > GAP * usual;
        if (gap) {
          longest = i - from > longest.size() ? part.subList(from, i) : longest;
          from = i;
        }
      }
      return longest.size() < RECORDED_PER_SECOND / 2 ? part : longest;
    }

    private static double work(List<ServedRequest> part) {
      return part.stream().mapToDouble(r -> r.split().cpu() + r.split().blocked()).sum()
          / span(part);
    }

    /** Nanoseconds. */
    private static double span(List<ServedRequest> part) {
      return part.getLast().arrivedNanos() - part.getFirst().arrivedNanos() + 1.0;
    }

    private static int[] inServerAtArrival(List<ServedRequest> requests) {
      double[] ends = requests.stream().mapToDouble(Reader::end).sorted().toArray();
      int[] counts = new int[requests.size()];
      int ended = 0;
      for (int i = 0; i < counts.length; i++) {
        while (ended < ends.length
            && ends[ended] <= NANO * requests.get(i).arrivedNanos() + ROUNDING) {
          ended++;
        }
        counts[i] = Math.max(0, i - ended);
      }
      return counts;
    }

    private static double end(ServedRequest request) {
      return NANO * request.arrivedNanos() + inServer(request);
    }

    private static double inServer(ServedRequest request) {
      return NANO * (request.split().queue() + request.split().dispatch() + request.split().app());
    }
  }
}
