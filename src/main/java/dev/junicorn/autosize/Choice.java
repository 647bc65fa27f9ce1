package dev.junicorn.autosize;

import dev.junicorn.advice.Advice;
import dev.junicorn.advice.Prediction;
import dev.junicorn.doctor.Doctor;
import dev.junicorn.observation.Observation;
import dev.junicorn.plan.Sizing;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The next step by an advice: more threads, at most twice as many; only where they bring nothing,
 * more workers. Never beyond what is advised.
 */
final class Choice {

  /** So much of the best is as good as the best. */
  private static final double AS_GOOD = 0.97;

  /** Smaller gains are not worth a step: so many times more, or in so much less time. */
  private static final double MORE = 1.1;

  private static final double LESS = 0.9;

  private final Advice advice;
  private final Size now;

  /** Workers. */
  private final int most;

  private Choice(Advice advice, Observation seen) {
    this.advice = advice;
    this.now = Size.of(advice.current());
    this.most =
        Math.min(
            advice.recommended().workers(),
            Math.min(mostWorkers(seen), Doctor.room(seen).carriedWhenGrown()));
  }

  /**
   * The size to take; empty where the one of now does as well, or nobody waits long.
   *
   * @param threads whether more threads come into question
   */
  static Optional<Prediction> of(Advice advice, Observation seen, boolean threads) {
    if (advice.current().queueP95() < Performance.NOTICED) {
      return Optional.empty();
    }
    Choice choice = new Choice(advice, seen);
    return (threads ? choice.best(choice::hasMoreThreads) : Optional.<Prediction>empty())
        .or(() -> choice.best(choice::hasMoreWorkers));
  }

  /** The most workers that there may be: as many as {@code auto} starts. */
  static int mostWorkers(Observation seen) {
    return Sizing.mostWorkers(seen.setup().cores());
  }

  private boolean hasMoreThreads(Prediction option) {
    return option.workers() == now.workers()
        && option.threads() > now.threads()
        && option.threads() <= Math.min(Sizing.MOST_THREADS, 2 * now.threads())
        && slots(option) <= slots(advice.recommended());
  }

  private boolean hasMoreWorkers(Prediction option) {
    return option.threads() == now.threads()
        && option.workers() > now.workers()
        && option.workers() <= most;
  }

  private static int slots(Prediction option) {
    return option.workers() * option.threads();
  }

  /** The smallest that does nearly as well as the best of these. */
  private Optional<Prediction> best(Predicate<Prediction> inQuestion) {
    List<Prediction> options =
        advice.options().stream()
            .filter(option -> option.fits() && inQuestion.test(option) && isWorthIt(option))
            .sorted(
                Comparator.comparingInt(Prediction::workers).thenComparingInt(Prediction::threads))
            .toList();
    double throughput = options.stream().mapToDouble(Prediction::throughput).max().orElse(0);
    double time = options.stream().mapToDouble(Prediction::durationP95).min().orElse(0);
    return options.stream()
        .filter(option ->
            option.throughput() >= AS_GOOD * throughput && AS_GOOD * option.durationP95() <= time)
        .findFirst()
        .or(() -> options.stream().max(Comparator.comparingDouble(Prediction::throughput)));
  }

  /** A shorter queue alone is nothing: the wait may only have moved into the app. */
  private boolean isWorthIt(Prediction option) {
    Prediction current = advice.current();
    return option.throughput() >= MORE * current.throughput()
        || (option.durationP95() <= LESS * current.durationP95()
            && current.durationP95() - option.durationP95() >= Performance.NOTICED);
  }
}
