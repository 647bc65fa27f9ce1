package dev.junicorn.autosize;

import dev.junicorn.advice.Advice;
import dev.junicorn.advice.Advised;
import dev.junicorn.advice.Prediction;
import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.plan.Sizing;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the size is changed. It asks for advice only while the doctor finds that too few
 * slots are what requests suffer from; steps when the advice has been the same three times; has
 * each step on {@link Trial}, and takes back the one that does harm or brings nothing, which is
 * then the last. It never takes slots away otherwise. Confined to the observers' thread.
 */
public final class AutoSize {

  /** The findings that more slots, or more workers, are an answer to. */
  static final String SLOTS = "slots-full";

  static final String LOCK = "gil-contention";

  /** So many looks in a row have to agree. */
  private static final int LOOKS = 3;

  /** The doctor looks back ten seconds, so that the next look sees others. */
  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

  /** Advice costs up to half a second of a processor: where it changes nothing, it is rarer. */
  private static final Duration AFTER_NOTHING = Duration.ofSeconds(30);

  private static final String UNSURE = "low";

  private long notBefore;
  private @Nullable Observation latest;
  private boolean threadsHelp;
  private boolean wanting;
  private int agreeing;
  private boolean agreedOnThreads;
  private long lastLook;
  private @Nullable Trial trial;
  private boolean ended;

  /**
   * @param nanos now; monotonic, as everywhere here
   */
  public AutoSize(long nanos) {
    notBefore = nanos;
  }

  /**
   * Looks at the server, once a second.
   *
   * @param findings what the doctor finds in it
   * @return a step back, where the last one has not helped
   */
  public Optional<Step> watch(Observation seen, List<Finding> findings, long nanos) {
    latest = seen;
    boolean settled = isSettled(seen.now());
    threadsHelp = has(findings, SLOTS);
    wanting = settled && (threadsHelp || has(findings, LOCK)) && mayGrow(seen);
    Trial running = trial;
    if (running == null) {
      return Optional.empty();
    }
    return switch (running.look(seen, settled, nanos)) {
      case Trial.Verdict.Running _ -> Optional.empty();
      case Trial.Verdict.Kept _ -> {
        trial = null;
        yield Optional.empty();
      }
      case Trial.Verdict.Failed(String why) -> {
        trial = null;
        ended = true;
        yield Optional.of(running.back(why));
      }
    };
  }

  /** Whether it wants to know what the adviser says; then it waits for {@link #heed}. */
  public boolean asks(long nanos) {
    if (ended || trial != null || !wanting || nanos - notBefore < 0) {
      return false;
    }
    notBefore = nanos + AFTER_NOTHING.toNanos();
    return true;
  }

  /** Hears the advice; returns the step to take, if it is time for one. */
  public Optional<Step> heed(Advised advised, long nanos) {
    Observation seen = latest;
    if (seen == null
        || !wanting
        || !(advised instanceof Advised.Given(Advice advice))
        || advice.confidence().equals(UNSURE)
        || !Size.of(advice.current()).equals(Size.of(seen.now()))) {
      agreeing = 0;
      return Optional.empty();
    }
    Optional<Prediction> target = Choice.of(advice, seen, threadsHelp);
    if (target.isEmpty() || !agrees(target.get().threads() > advice.current().threads(), nanos)) {
      agreeing = target.isEmpty() ? 0 : agreeing;
      return Optional.empty();
    }
    agreeing = 0;
    Step step =
        new Step(
            Size.of(advice.current()),
            Size.of(target.get()),
            false,
            reason(advice.current(), target.get()));
    trial = new Trial(step, seen, nanos);
    return Optional.of(step);
  }

  /** Whether this look and enough of those before it want the same. */
  private boolean agrees(boolean onThreads, long nanos) {
    boolean inARow =
        agreeing > 0 && onThreads == agreedOnThreads && nanos - lastLook <= AFTER_NOTHING.toNanos();
    agreeing = inARow ? agreeing + 1 : 1;
    agreedOnThreads = onThreads;
    lastLook = nanos;
    notBefore = nanos + BETWEEN_LOOKS.toNanos();
    return agreeing >= LOOKS;
  }

  private static boolean has(List<Finding> findings, String code) {
    return findings.stream().anyMatch(finding -> finding.code().equals(code));
  }

  private static boolean mayGrow(Observation seen) {
    return seen.now().threads() < Sizing.MOST_THREADS
        || seen.now().workersWanted() < Choice.mostWorkers(seen);
  }

  /** Whether nobody is being replaced: what was seen meanwhile is of two sizes. */
  private static boolean isSettled(Now now) {
    return now.state().equals("ready")
        && now.workers().size() == now.workersWanted()
        && now.workers().stream()
            .allMatch(
                worker -> worker.state().equals("ready") && worker.threads() == now.threads());
  }

  private static String reason(Prediction now, Prediction target) {
    return String.format(
        Locale.ROOT,
        "auto: 95 of 100 requests wait for a slot for up to %.2f s; by replay of what came, %.1f requests instead of %.1f would end in a second, 95 of 100 within %.2f s instead of %.2f s. A size that stays: %s",
        now.queueP95(),
        target.throughput(),
        now.throughput(),
        target.durationP95(),
        now.durationP95(),
        Size.of(target).options());
  }
}
