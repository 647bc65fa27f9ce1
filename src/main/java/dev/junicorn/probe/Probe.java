package dev.junicorn.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Sends volley after volley as the {@link Schedule} says, until the {@link Estimator} can judge or
 * the time is over.
 */
public final class Probe {

  private static final Duration FOREVER = Duration.ofDays(1);

  private final Volleys volleys;
  private final Schedule schedule;
  private final Duration timeout;
  private final LongSupplier nanoTime;

  /**
   * @param max requests at once, at least 2
   * @param timeout for all volleys together
   */
  Probe(Volleys volleys, int max, Duration timeout, LongSupplier nanoTime) {
    this.volleys = volleys;
    this.schedule = new Schedule(max);
    this.timeout = timeout;
    this.nanoTime = nanoTime;
  }

  /**
   * Probes a server. Blocks the calling thread until the verdict is found.
   *
   * @param max requests at once, at least 2
   * @param timeout for all volleys together
   * @param progress is told of each volley when its answers are there
   */
  public static Result of(
      Target target, int max, Duration timeout, LongSupplier nanoTime, Consumer<Volley> progress)
      throws InterruptedException {
    try (Volleys volleys = new HttpVolleys(target, nanoTime)) {
      return new Probe(volleys, max, timeout, nanoTime).run(progress);
    }
  }

  Result run(Consumer<Volley> progress) throws InterruptedException {
    long end = nanoTime.getAsLong() + timeout.toNanos();
    List<Volley> all = new ArrayList<>();
    // The first answer of a server pays for imports and caches, and the prober's own for its
    // classes.
    Volley first = fire(1, end, all, progress);
    if (!first.errors().isEmpty()) {
      return new Result(all, new Verdict.CannotTell(FirstAnswer.explain(first)));
    }
    List<Volley> measured = all.subList(1, 1);
    OptionalInt size = schedule.next(measured, left(end));
    while (size.isPresent()) {
      fire(size.getAsInt(), end, all, progress);
      measured = all.subList(1, all.size());
      size = schedule.next(measured, left(end));
    }
    boolean cutShort = schedule.next(measured, FOREVER).isPresent();
    return new Result(List.copyOf(all), Estimator.judge(List.copyOf(measured), cutShort));
  }

  private Volley fire(int size, long end, List<Volley> all, Consumer<Volley> progress)
      throws InterruptedException {
    Volley volley = volleys.fire(size, left(end));
    all.add(volley);
    progress.accept(volley);
    return volley;
  }

  private Duration left(long end) {
    return Duration.ofNanos(Math.max(1, end - nanoTime.getAsLong()));
  }
}
