package dev.junicorn.autosize;

import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/** A step that was taken, and what came of it. Confined to the observers' thread. */
final class Trial {

  /** How long all workers have to serve with the new size before it is judged. */
  static final Duration LENGTH = Duration.ofMinutes(2);

  /** So long after the step the size may still be seen as it was. */
  private static final Duration NOT_SEEN_YET = Duration.ofSeconds(10);

  /** Fewer errors are chance. */
  private static final int SOME = 20;

  /** So much more of the answers. */
  private static final double MORE = 0.05;

  private final Step step;
  private final Performance before;
  private final long begun;
  private long settledSince;
  private int answers;
  private int errors;

  /** How it stands. */
  sealed interface Verdict {

    /** Too early to say. */
    record Running() implements Verdict {}

    /** It has helped, or nobody needs it any more. */
    record Kept() implements Verdict {}

    /**
     * It has to be taken back.
     *
     * @param why half a sentence
     */
    record Failed(String why) implements Verdict {}
  }

  /**
   * @param seen what was seen before the step
   */
  Trial(Step step, Observation seen, long nanos) {
    this.step = step;
    this.before = Performance.of(seen);
    this.begun = nanos;
    this.settledSince = nanos;
  }

  /**
   * Looks at it once a second.
   *
   * @param settled whether all workers serve, with the size that is wanted
   */
  Verdict look(Observation seen, boolean settled, long nanos) {
    if (!Size.of(seen.now()).equals(step.to())) {
      boolean changed = nanos - begun >= NOT_SEEN_YET.toNanos();
      return changed ? new Verdict.Kept() : new Verdict.Running();
    }
    count(seen);
    settledSince = settled ? settledSince : nanos;
    Optional<String> harm = harm();
    if (harm.isPresent()) {
      return new Verdict.Failed(harm.get());
    }
    return nanos - settledSince < LENGTH.toNanos() ? new Verdict.Running() : judge(seen);
  }

  /** The step in the other direction. */
  Step back(String why) {
    return new Step(
        step.to(),
        step.from(),
        true,
        "auto: taken back, and the size stays now: with %d x %d %s"
            .formatted(step.to().workers(), step.to().threads(), why));
  }

  private void count(Observation seen) {
    if (!seen.seconds().isEmpty()) {
      Second.Answers last = seen.seconds().getLast().answers();
      answers += last.all();
      errors += last.serverErrors();
    }
  }

  /** More requests at once may be more than a database, or the memory, can bear. */
  private Optional<String> harm() {
    double share = (double) errors / Math.max(1, answers);
    return errors >= SOME && share >= before.errors() + MORE
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "%.0f of 100 answers were errors (5xx), before it were %.0f",
                100 * share,
                100 * before.errors()))
        : Optional.empty();
  }

  /** Where requests still wait and no more of them end, something else is the limit. */
  private Verdict judge(Observation seen) {
    Performance after = Performance.of(seen);
    return after.waits() && !after.isBetterThan(before)
        ? new Verdict.Failed(
            String.format(
                Locale.ROOT,
                "requests wait as before, and %.1f instead of %.1f end in a second, so something else is the limit",
                after.rate(),
                before.rate()))
        : new Verdict.Kept();
  }
}
