package dev.junicorn.autosize;

import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A step that was taken, and what came of it. Errors are watched for two minutes; whether it has
 * helped can only be seen while requests wait again, and is judged when that was so for half a
 * minute. Confined to the observers' thread.
 */
final class Trial {

  /** How long all workers have to serve with the new size before it is judged. */
  private static final Duration LENGTH = Duration.ofMinutes(2);

  /** If requests have not waited until then, the load is another one by now. */
  private static final Duration LONGEST = Duration.ofMinutes(15);

  /** Seconds in which requests wait, before it and with it, that are compared. */
  private static final int COMPARED = 30;

  /** So long after the step the size may still be seen as it was. */
  private static final Duration NOT_SEEN_YET = Duration.ofSeconds(10);

  /** Fewer errors are chance. */
  private static final int SOME = 20;

  /** So much more of the answers. */
  private static final double MORE = 0.05;

  private final Step step;
  private final Performance before;
  private final int generation;
  private final long begun;
  private long settledSince;
  private int answers;
  private int errors;

  /** At most those of {@link #LONGEST}. */
  private final List<Second> waiting = new ArrayList<>();

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
    this.before = Performance.of(seen.last(COMPARED));
    this.generation = seen.now().generation();
    this.begun = nanos;
    this.settledSince = nanos;
  }

  /**
   * Looks at it once a second.
   *
   * @param settled whether all workers serve, with the size that is wanted
   */
  Verdict look(Observation seen, boolean settled, long nanos) {
    boolean other = !Size.of(seen.now()).equals(step.to()) || seen.now().generation() != generation;
    if (other) {
      boolean changed = nanos - begun >= NOT_SEEN_YET.toNanos();
      return changed ? new Verdict.Kept() : new Verdict.Running();
    }
    settledSince = settled ? settledSince : nanos;
    seen.last(1).forEach(second -> count(second, settled));
    if (nanos - begun >= LONGEST.toNanos()) {
      return new Verdict.Kept();
    }
    if (nanos - settledSince < LENGTH.toNanos()) {
      return harm().<Verdict>map(Verdict.Failed::new).orElseGet(Verdict.Running::new);
    }
    return waiting.size() >= COMPARED ? judge() : new Verdict.Running();
  }

  /** The step in the other direction. */
  Step back(String why) {
    return new Step(
        step.to(),
        step.from(),
        true,
        "auto: taken back, since with %d x %d %s. No other is tried; to start with this one: %s"
            .formatted(step.to().workers(), step.to().threads(), why, step.from().options()));
  }

  private void count(Second second, boolean settled) {
    answers += second.answers().all();
    errors += second.answers().serverErrors();
    if (settled && Performance.waits(second)) {
      waiting.add(second);
    }
  }

  /** More requests at once may be more than a database, or the memory, can bear. */
  private Optional<String> harm() {
    double share = (double) errors / Math.max(1, answers);
    return errors >= SOME && share >= before.errors() + MORE
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "errors (5xx) were %.0f of 100 answers instead of %.0f",
                100 * share,
                100 * before.errors()))
        : Optional.empty();
  }

  /** Where requests still wait and no more of them end, something else is the limit. */
  private Verdict judge() {
    Performance after = Performance.of(waiting);
    return after.isBetterThan(before)
        ? new Verdict.Kept()
        : new Verdict.Failed(
            String.format(
                Locale.ROOT,
                "requests wait as before, and %.1f instead of %.1f of them end in a second: something else is the limit",
                after.rate(),
                before.rate()));
  }
}
