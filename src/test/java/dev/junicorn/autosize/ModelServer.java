package dev.junicorn.autosize;

import dev.junicorn.advice.Advice;
import dev.junicorn.advice.Advised;
import dev.junicorn.advice.Prediction;
import dev.junicorn.doctor.Finding;
import dev.junicorn.exchange.TimeSplit;
import dev.junicorn.observation.MachineSeen;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.Setup;
import dev.junicorn.observation.WorkerSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A server reckoned by hand, second by second: users who ask again at once, requests of one length,
 * and something behind the app that may bear only so many of them.
 */
final class ModelServer {

  static final long MB = 1L << 20;
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_000_000_000L;

  int workers = 3;
  int threads = 6;
  int users = 60;
  double service = 0.5;
  int borne = 1000;
  boolean failsBeyond;
  boolean threadsHelp = true;
  String finding = "slots-full";
  String confidence = "fair";
  double cores = 2;
  long each = 40 * MB;
  long memory = 4000 * MB;
  boolean replacing;
  int asked;

  final List<Step> steps = new ArrayList<>();
  final List<Integer> stepSeconds = new ArrayList<>();
  private final List<Second> past = new ArrayList<>();
  private final AutoSize policy = new AutoSize(-5);
  private int now;

  /** Lets so many seconds pass. */
  ModelServer run(int seconds) {
    for (int i = 0; i < seconds; i++) {
      now++;
      past.add(second());
      long nanos = now * SECOND;
      policy.watch(observation(), findings(), nanos).ifPresent(this::take);
      if (policy.asks(nanos)) {
        asked++;
        policy.heed(advice(), nanos).ifPresent(this::take);
      }
    }
    return this;
  }

  /** As the supervisor does. */
  private void take(Step step) {
    if (step.from().equals(new Size(workers, threads))) {
      workers = step.to().workers();
      threads = step.to().threads();
    }
    steps.add(step);
    stepSeconds.add(now);
  }

  int slots() {
    return workers * threads;
  }

  private int running(int slots) {
    return Math.min(users, slots);
  }

  /** Found after ten seconds that were so, as the doctor does it. */
  private List<Finding> findings() {
    List<Second> recent = past.subList(Math.max(0, past.size() - 10), past.size());
    boolean lasts = recent.size() == 10 && recent.stream().allMatch(s -> s.waiting() > 0);
    return lasts
        ? List.of(new Finding(finding, Finding.Weight.CRITICAL, "", "", List.of(), List.of(), ""))
        : List.of();
  }

  private Second second() {
    int running = running(slots());
    double ended = Math.min(running, borne) / service;
    int errors = failsBeyond ? (int) (Math.max(0, running - borne) / service) : 0;
    int waiting = users - running;
    double rate = Math.max(1e-9, ended + errors);
    double queue = waiting / rate;
    return new Second(
        START + now,
        (int) rate,
        new Second.Answers((int) ended, 0, errors, 0),
        times(users / rate),
        times(queue),
        TimeSplit.ZERO,
        slots(),
        running,
        waiting,
        waiting == 0 ? 0 : queue,
        users,
        0,
        Map.of(),
        new MachineSeen(0, 0, 0, 0, 0, 0, 0, Math.max(0, memory - workers * each), 0));
  }

  private static Second.Quantiles times(double value) {
    return new Second.Quantiles(value, value, value, value);
  }

  Observation observation() {
    List<WorkerSeen> seen =
        IntStream.rangeClosed(1, workers)
            .mapToObj(id -> {
              String state = replacing && id == 1 ? "draining" : "ready";
              return new WorkerSeen(id, id, 1, threads, state, 9, 9, each, 0, "", List.of());
            })
            .toList();
    Setup setup =
        new Setup(
            "1", "app", List.of(), true, true, cores, 0, 30, 30, 75, 60, 2048, 0, 0, 0, 1024, false,
            false, "", "");
    return new Observation(
        1000 * (START + now),
        setup,
        new Now("ready", now, 1, null, workers, threads, 0, 0, 0, 0, seen, List.of()),
        past.subList(Math.max(0, past.size() - 60), past.size()),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        true);
  }

  /** What a replay says, which does not know what the app's database bears. */
  private Advised advice() {
    List<Prediction> options = new ArrayList<>();
    for (int w = 1; w <= Math.max(workers, 9); w++) {
      for (int t : List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32, threads)) {
        options.add(prediction(w, t));
      }
    }
    Prediction current = prediction(workers, threads);
    return new Advised.Given(
        new Advice(
            "",
            current,
            threadsHelp ? roomForAll(options) : prediction(9, threads),
            List.copyOf(options),
            List.of(),
            confidence,
            "",
            1000,
            60,
            ""));
  }

  /** In no fewer workers than there are; as many as it can be where there are more users. */
  private Prediction roomForAll(List<Prediction> options) {
    List<Prediction> more = options.stream().filter(option -> option.workers() >= workers).toList();
    return more.stream()
        .filter(option -> option.queueP95() == 0)
        .findFirst()
        .orElse(more.getLast());
  }

  private Prediction prediction(int w, int t) {
    double rate = running(threadsHelp ? w * t : w) / service;
    double queue = (users - running(w * t)) / rate;
    return new Prediction(w, t, queue, queue, users / rate, rate, 0.1, w * each, true);
  }

  Optional<Step> lastStep() {
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.getLast());
  }
}
