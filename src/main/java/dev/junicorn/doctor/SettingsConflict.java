package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.observation.Setup;
import dev.junicorn.observation.WorkerSeen;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings that defeat each other, or what the server runs on. */
final class SettingsConflict implements Rule {

  static final String CODE = "settings-conflict";

  /** App Service's front end answers 504 after this; its documentation, and measured. Seconds. */
  private static final double APP_SERVICE_LIMIT = 230;

  private static final String APP_SERVICE = "App Service";

  /** A worker that lives shorter than this is hardly ever warm. Seconds. */
  private static final double SHORT_LIFE = 30;

  /** What a worker has so soon after its start it did not collect. Seconds. */
  private static final double YOUNG = 60;

  /** Two settings, what comes of them, and what to do. */
  private record Conflict(String sentence, String fix) {}

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    List<Conflict> conflicts = conflicts(signs);
    return conflicts.isEmpty() ? Optional.empty() : Optional.of(finding(conflicts));
  }

  private static List<Conflict> conflicts(Signs signs) {
    List<Conflict> found = new ArrayList<>();
    Setup setup = signs.setup();
    if (setup.timeout() == 0 && signs.slots() == 1) {
      found.add(
          new Conflict(
              "--timeout 0 with a single slot: one request that hangs stops the whole site, for ever.",
              "`--timeout 30`, and more than one thread where the app allows it."));
    }
    if (setup.platform().contains(APP_SERVICE)) {
      frontEnd(setup, found);
    }
    shortLife(signs).ifPresent(found::add);
    tooLittleMemory(signs).ifPresent(found::add);
    return found;
  }

  private static void frontEnd(Setup setup, List<Conflict> found) {
    if (setup.timeout() == 0 || setup.timeout() > APP_SERVICE_LIMIT) {
      found.add(
          new Conflict(
              "--timeout %.0f on App Service, whose front end answers 504 after 230 s: the request goes on for nobody."
                  .formatted(setup.timeout()),
              "`--timeout 230` or less; a task queue for longer work."));
    }
    if (setup.queueTimeout() == 0 || setup.queueTimeout() > APP_SERVICE_LIMIT) {
      found.add(
          new Conflict(
              "--queue-timeout %.0f on App Service: a request that has waited 230 s has no client any more."
                  .formatted(setup.queueTimeout()),
              "`--queue-timeout 60`, or leave it out."));
    }
  }

  private static Optional<Conflict> shortLife(Signs signs) {
    int most = signs.setup().maxRequests();
    int workers = Math.max(1, signs.now().workersWanted());
    double perWorker = signs.minute().mean(second -> second.answers().all()) / workers;
    if (most == 0 || !signs.minute().isFull() || most / Math.max(perWorker, 1e-6) >= SHORT_LIFE) {
      return Optional.empty();
    }
    return Optional.of(
        new Conflict(
            "--max-requests %d at %s per worker: each is replaced every %s, and spends its life warming up."
                .formatted(most, Words.rate(perWorker), Words.seconds(most / perWorker)),
            "`--max-requests %.0f` for about ten minutes each, or `--max-worker-memory`, which replaces only those that grow."
                .formatted(Math.ceil(perWorker * 600 / 100) * 100)));
  }

  private static Optional<Conflict> tooLittleMemory(Signs signs) {
    long limit = signs.setup().maxWorkerMemory();
    return signs.now().workers().stream()
        .filter(worker ->
            limit > 0
                && worker.state().equals("ready")
                && worker.age() < YOUNG
                && worker.memory() >= limit)
        .mapToLong(WorkerSeen::memory)
        .max()
        .stream()
        .mapToObj(memory ->
            new Conflict(
                "--max-worker-memory %s, but a worker that has just started has %s: every one is replaced at once."
                    .formatted(Words.bytes(limit), Words.bytes(memory)),
                "`--max-worker-memory %.0fM`, twice of what a new worker has."
                    .formatted(Math.ceil(2.0 * memory / (1 << 20)))))
        .findFirst();
  }

  private static Finding finding(List<Conflict> conflicts) {
    return new Finding(
        CODE,
        Weight.WARNING,
        conflicts.size() == 1
            ? "A setting does not fit: " + conflicts.getFirst().sentence
            : conflicts.size() + " settings do not fit",
        "Each is allowed by itself, but not with another one or with what the server runs on.",
        conflicts.stream().map(Conflict::sentence).toList(),
        conflicts.stream().map(Conflict::fix).toList(),
        "The settings do what they were meant for.");
  }
}
