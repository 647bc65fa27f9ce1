package dev.junicorn.doctor;

import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.ServedRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Whether requests that run at the same time wait for each other, seen from outside: those that
 * take turns end one by one in even steps, while those that wait each for themselves end in bunches
 * or by chance; and where more run at once, each takes longer. Even steps alone may come from a
 * client that asks in even steps: some requests must have taken much fewer of them, when they met
 * few others. Requests that merely differ, some short and some long, do not wait for each other.
 *
 * @param kind how it shows
 * @param evidence one sentence with the numbers
 */
record Turns(Kind kind, String evidence) {

  /** How it shows that they wait for each other. */
  enum Kind {
    /** One at a time in the whole server. */
    ONE_BY_ONE,
    /** One at a time in each worker. */
    ONE_BY_ONE_IN_EACH_WORKER,
    /** The more at once, the longer. */
    SLOWER_TOGETHER
  }

  /** Fewer steps than this are chance. */
  private static final int ENOUGH = 8;

  /**
   * The shortest steps are at least this part of the middling one. By chance one step in ten would
   * be under a sixth of it.
   */
  private static final double EVEN = 0.5;

  /** Longest steps to the middling one: a pause between two loads does not count as uneven. */
  private static final double UNEVEN = 3;

  /** As many must run at once that an even step is no accident of one or two slots. */
  private static final int AT_ONCE = 3;

  /** So many times as long with many at once as with few. */
  private static final double LONGER = 1.6;

  /** One that met few others has at most this part of the usual time. */
  private static final double QUICKER = 0.6;

  /** Who waits for all others takes as many turns as there are; so many times that by chance. */
  private static final double SLACK = 2;

  private static final double FEW = 0.5;
  private static final double MANY = 0.8;
  private static final int MANY_AT_LEAST = 4;
  private static final int ENOUGH_ALONE = 5;

  private static final double NANOS = 1e9;

  /** One request's time in the app, on the clock of arrivals. */
  private record Stay(long from, long to, int pid, String route) {

    static Stay of(ServedRequest request) {
      TimeSplit split = request.split();
      long from = request.arrivedNanos() + split.queue() + split.dispatch();
      return new Stay(from, from + split.app(), request.pid(), request.route());
    }

    long length() {
      return to - from;
    }
  }

  /** How it shows, if it does. */
  static Optional<Turns> of(Signs signs) {
    List<Stay> recent = stays(signs.recent());
    double atOnce = signs.recent().mean(Second::busy);
    if (atOnce >= AT_ONCE - 0.5) {
      List<Stay> longer = stays(signs.fiveMinutes());
      Optional<Double> step =
          evenStep(recent).filter(each -> areTurns(each, atOnce, recent, longer));
      if (step.isPresent()) {
        return Optional.of(oneByOne(step.get(), atOnce));
      }
      if (inEachWorker(recent, longer, atOnce)) {
        return Optional.of(
            new Turns(
                Kind.ONE_BY_ONE_IN_EACH_WORKER,
                "%.1f run at once, but in each worker they end one by one in even steps."
                    .formatted(atOnce)));
      }
    }
    return slowerTogether(stays(signs.fiveMinutes()));
  }

  String cause() {
    return switch (kind) {
      case ONE_BY_ONE -> "They pass it one at a time.";
      case ONE_BY_ONE_IN_EACH_WORKER ->
          "In each worker they pass it one at a time, so it is something inside the process.";
      case SLOWER_TOGETHER -> "The more of them are there, the longer each takes.";
    };
  }

  List<String> fixes(String line, Signs signs) {
    List<String> fixes = new ArrayList<>();
    fixes.add(
        "Look at "
            + line
            + ": hold the lock for less, make the pool larger, or make what stands behind it take more at once.");
    signs
        .change()
        .filter(size -> size.workers() > signs.workers())
        .map(size ->
            "Until then more workers help, threads do not: "
                + StartCommand.scale(size.workers(), size.threads())
                + ".")
        .ifPresent(fixes::add);
    fixes.add("`junicorn ctl stacks` shows every running request with its Python stack.");
    return List.copyOf(fixes);
  }

  private static Turns oneByOne(double step, double atOnce) {
    return new Turns(
        Kind.ONE_BY_ONE,
        "%.1f run at once, but they end one by one, one every %s: what they share serves %s, however many threads there are."
            .formatted(atOnce, Words.seconds(step), Words.rate(1 / step)));
  }

  /**
   * Whether even steps are turns: a request takes as many of them as there are requests at once,
   * and one that met few others takes fewer, but at least its own. What is quicker than a turn
   * takes none, and only shows that requests differ.
   */
  private static boolean areTurns(
      double step, double atOnce, List<Stay> recent, List<Stay> longer) {
    String route = mostFrequent(recent);
    double usual = middle(lengths(recent, route)) / NANOS;
    return usual <= SLACK * atOnce * step
        && lengths(longer, route).stream()
            .map(length -> length / NANOS)
            .anyMatch(length -> length >= EVEN * step && length <= QUICKER * usual);
  }

  private static String mostFrequent(List<Stay> stays) {
    return stays.stream()
        .collect(Collectors.groupingBy(Stay::route, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static List<Long> lengths(List<Stay> stays, String route) {
    return stays.stream().filter(stay -> stay.route().equals(route)).map(Stay::length).toList();
  }

  private static boolean inEachWorker(List<Stay> stays, List<Stay> longer, double atOnce) {
    Map<Integer, List<Stay>> byWorker = stays.stream().collect(Collectors.groupingBy(Stay::pid));
    double each = atOnce / Math.max(1, byWorker.size());
    return each >= AT_ONCE - 0.5
        && byWorker.values().stream()
            .allMatch(
                own -> evenStep(own).filter(step -> areTurns(step, each, own, longer)).isPresent());
  }

  /** The middling step between ends, in seconds, where the steps are even. */
  private static Optional<Double> evenStep(List<Stay> stays) {
    if (stays.size() <= ENOUGH) {
      return Optional.empty();
    }
    long[] ends = stays.stream().mapToLong(Stay::to).sorted().toArray();
    long[] steps = new long[ends.length - 1];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = ends[i + 1] - ends[i];
    }
    Arrays.sort(steps);
    double middling = steps[steps.length / 2];
    boolean even =
        steps[steps.length / 10] >= EVEN * middling
            && steps[steps.length * 9 / 10] <= UNEVEN * middling;
    return even ? Optional.of(middling / NANOS) : Optional.empty();
  }

  /**
   * Told by the route that has most of the time: another is as quick as it is, not quicker alone.
   */
  private static Optional<Turns> slowerTogether(List<Stay> stays) {
    String route = longest(stays);
    int[] beside = beside(stays);
    int most = Arrays.stream(beside).max().orElse(0);
    if (most < MANY_AT_LEAST) {
      return Optional.empty();
    }
    List<Long> few = new ArrayList<>();
    List<Long> many = new ArrayList<>();
    for (int i = 0; i < beside.length; i++) {
      Stay stay = stays.get(i);
      if (!stay.route().equals(route)) {
        continue;
      }
      if (beside[i] <= FEW * most) {
        few.add(stay.length());
      } else if (beside[i] >= MANY * most) {
        many.add(stay.length());
      }
    }
    boolean enough = few.size() >= ENOUGH_ALONE && many.size() >= ENOUGH;
    if (!enough || !isLongerForAll(few, many, most)) {
      return Optional.empty();
    }
    return Optional.of(
        new Turns(
            Kind.SLOWER_TOGETHER,
            "With %d at once a request takes %s in the app; with %d or fewer %s."
                .formatted(
                    most,
                    Words.seconds(middle(many) / NANOS),
                    (int) (FEW * most),
                    Words.seconds(middle(few) / NANOS))));
  }

  /**
   * Whether the crowd makes them longer: nearly all of them, and not by more than it is large.
   * Where some are long and some short, it is the long ones that make the crowd.
   */
  private static boolean isLongerForAll(List<Long> few, List<Long> many, int most) {
    double alone = middle(few);
    return quarter(many) >= LONGER * alone && middle(many) <= SLACK * most * alone;
  }

  private static String longest(List<Stay> stays) {
    return stays.stream()
        .collect(Collectors.groupingBy(Stay::route, Collectors.summingLong(Stay::length)))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }

  /** How many ran when each of them began, itself included. */
  private static int[] beside(List<Stay> stays) {
    long[] begins = stays.stream().mapToLong(Stay::from).sorted().toArray();
    long[] ends = stays.stream().mapToLong(Stay::to).sorted().toArray();
    int[] beside = new int[stays.size()];
    for (int i = 0; i < beside.length; i++) {
      long at = stays.get(i).from();
      beside[i] = notAfter(begins, at) - notAfter(ends, at);
    }
    return beside;
  }

  /** How many of the sorted values are not after a moment. */
  private static int notAfter(long[] sorted, long moment) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= moment) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private static double middle(List<Long> lengths) {
    return lengths.stream().sorted().skip(lengths.size() / 2).findFirst().orElse(0L);
  }

  private static double quarter(List<Long> lengths) {
    return lengths.stream().sorted().skip(lengths.size() / 4).findFirst().orElse(0L);
  }

  private static List<Stay> stays(Window window) {
    return window.requests().stream()
        .filter(request -> request.pid() != 0 && request.failure().isEmpty())
        .map(Stay::of)
        .toList();
  }
}
