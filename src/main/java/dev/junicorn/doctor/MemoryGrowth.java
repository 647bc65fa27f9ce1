package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.observation.WorkerSeen;
import dev.junicorn.observation.WorkerSeen.MemoryPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Workers take more and more memory while they serve. */
final class MemoryGrowth implements Rule {

  static final String CODE = "memory-growth";

  /** What is loaded with the first requests is no growth. */
  private static final int WARM = 20;

  /** Fewer points than this make no line. */
  private static final int POINTS = 6;

  /** Shorter than this is a large request. Milliseconds. */
  private static final long SPAN = 20_000;

  /** Less is what any app does. Bytes. */
  private static final long LEAST = 16L << 20;

  /** And of what the worker had. */
  private static final double SHARE = 0.1;

  /** How well a straight line fits: the part of the variance that it explains. */
  private static final double STRAIGHT = 0.8;

  /** The later half has this part of the growth: what fills up and stops has less. */
  private static final double STILL = 0.35;

  private static final double TEN_MINUTES = 600;

  /** How fast one worker grows. */
  private record Growth(
      WorkerSeen worker, double bytes, double seconds, long requests, double perSecond) {}

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Set<String> explains() {
    return Set.of(MemoryLow.CODE, Swapping.CODE);
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    List<Growth> growing = growing(signs);
    return growing.isEmpty() ? Optional.empty() : Optional.of(finding(signs, growing));
  }

  static boolean isFound(Signs signs) {
    return !growing(signs).isEmpty();
  }

  private static List<Growth> growing(Signs signs) {
    return signs.now().workers().stream()
        .filter(worker -> worker.state().equals("ready"))
        .flatMap(worker -> growth(worker).stream())
        .toList();
  }

  private static Optional<Growth> growth(WorkerSeen worker) {
    List<MemoryPoint> points =
        worker.history().stream()
            .filter(point -> point.requests() >= WARM && point.bytes() > 0)
            .toList();
    if (points.size() < POINTS) {
      return Optional.empty();
    }
    MemoryPoint first = points.getFirst();
    MemoryPoint last = points.getLast();
    MemoryPoint middle = points.get(points.size() / 2);
    long span = last.epochMillis() - first.epochMillis();
    long grown = last.bytes() - first.bytes();
    boolean much = grown >= Math.max(LEAST, SHARE * first.bytes());
    boolean still = last.bytes() - middle.bytes() >= STILL * grown;
    if (span < SPAN || !much || !still || straightness(points) < STRAIGHT) {
      return Optional.empty();
    }
    double seconds = span / 1000.0;
    return Optional.of(
        new Growth(worker, grown, seconds, last.requests() - first.requests(), grown / seconds));
  }

  /** The square of the correlation of memory and time. */
  private static double straightness(List<MemoryPoint> points) {
    double time = points.stream().mapToDouble(MemoryPoint::epochMillis).average().orElse(0);
    double bytes = points.stream().mapToDouble(MemoryPoint::bytes).average().orElse(0);
    double both = 0;
    double ofTime = 0;
    double ofBytes = 0;
    for (MemoryPoint point : points) {
      double t = point.epochMillis() - time;
      double b = point.bytes() - bytes;
      both += t * b;
      ofTime += t * t;
      ofBytes += b * b;
    }
    return ofTime == 0 || ofBytes == 0 ? 0 : both * both / (ofTime * ofBytes);
  }

  private static Finding finding(Signs signs, List<Growth> growing) {
    double perSecond = growing.stream().mapToDouble(Growth::perSecond).sum();
    Growth most =
        growing.stream()
            .max((one, other) -> Double.compare(one.perSecond, other.perSecond))
            .orElseThrow();
    double free =
        signs.recent().seconds().isEmpty()
            ? 0
            : signs.recent().seconds().getLast().machine().freeMemory();
    double left = free / perSecond;
    List<String> evidence = new ArrayList<>();
    evidence.add(
        "Worker %d (pid %d) grew by %s in %s and %s, to %s."
            .formatted(
                most.worker.worker(),
                most.worker.pid(),
                Words.bytes(most.bytes),
                Words.seconds(most.seconds),
                Words.plural(most.requests, "request"),
                Words.bytes(most.worker.memory())));
    if (most.requests > 0) {
      evidence.add("That is %s for each request.".formatted(perRequest(most)));
    }
    if (free > 0) {
      evidence.add(
          "%s can still be taken; at this pace that lasts %s."
              .formatted(Words.bytes(free), Words.seconds(left)));
    }
    evidence.add(RouteGrowth.sentence(signs));
    return new Finding(
        CODE,
        left < TEN_MINUTES || MemoryLow.isLow(signs) ? Weight.CRITICAL : Weight.WARNING,
        title(growing, signs, perSecond),
        "The app keeps what it no longer needs: a list or dict of the module that is only added to, a"
            + " cache without a bound, objects that hold each other. Python gives nothing of it back.",
        List.copyOf(evidence),
        fixes(signs, most),
        "Memory stays level. `--max-requests` or `--max-worker-memory` does not cure it, but keeps it from harming anybody: the replacement is ready first.");
  }

  private static String title(List<Growth> growing, Signs signs, double perSecond) {
    return "%d of %s %s by %s a minute%s"
        .formatted(
            growing.size(),
            Words.plural(signs.now().workers().size(), "worker"),
            growing.size() == 1 ? "grows" : "grow",
            Words.bytes(perSecond * 60),
            growing.size() == 1 ? "" : " together");
  }

  private static String perRequest(Growth growth) {
    double bytes = growth.bytes / growth.requests;
    return bytes < 1 << 20
        ? String.format(Locale.ROOT, "%.0f KB", bytes / 1024)
        : Words.bytes(bytes);
  }

  private static List<String> fixes(Signs signs, Growth most) {
    List<String> fixes = new ArrayList<>();
    fixes.add(
        "Look at what the route above keeps; `tracemalloc` names the lines that allocate it.");
    if (signs.setup().maxWorkerMemory() == 0) {
      fixes.add(
          "Until then have workers replaced: `--max-worker-memory %.0fM`."
              .formatted(limit(most) / (1 << 20)));
    }
    fixes.add(
        "With gunicorn, which does not measure: `gunicorn --max-requests 1000 --max-requests-jitter 100`.");
    return List.copyOf(fixes);
  }

  /** Room to grow to twice of what it had, in tens of megabytes. */
  private static double limit(Growth growth) {
    double unit = 10 << 20;
    return Math.ceil(2 * (growth.worker.memory() - growth.bytes) / unit + 1) * unit;
  }
}
