package dev.junicorn.supervisor;

import dev.junicorn.plan.LaunchPlan;
import java.time.Duration;

/**
 * Ends the patience with spawners: with one that does not get ready, and with one that was told to
 * fork and says nothing. Confined to the supervisor's thread.
 */
record SpawnerDeadline(LaunchPlan plan, SupervisorThread own) {

  /** A spawner that imports the app for too long ends itself, with the stack in the log. */
  private static final Duration OWN_END = Duration.ofSeconds(5);

  /** Begins to wait for a spawner that was started. */
  void watchStart(Generation generation) {
    Duration limit = plan.app().preload() ? limit().plus(OWN_END) : limit();
    if (limit().isPositive()) {
      own.afterWhile(() -> starts(generation), limit, () -> lookAtStart(generation));
    }
  }

  /** Begins to wait for the process of a worker whose fork was asked for. */
  void watchFork(ManagedWorker worker) {
    if (limit().isPositive()) {
      await(worker, limit());
    }
  }

  private void await(ManagedWorker worker, Duration left) {
    own.afterWhile(() -> isAwaited(worker), left, () -> lookAtFork(worker));
  }

  private void lookAtStart(Generation generation) {
    String python = plan.app().python().value().toString();
    generation.condemn(
        "Python was not ready to start workers within %s and was killed. See whether it starts at all: %s -c pass"
            .formatted(limitInWords(), python));
  }

  private static boolean starts(Generation generation) {
    return generation.is(GenerationState.STARTING);
  }

  /** Forks happen one after the other: as long as it reports any of them, it is not late. */
  private void lookAtFork(ManagedWorker worker) {
    Generation generation = worker.generation();
    Duration left = limit().minus(generation.silence());
    if (left.isPositive()) {
      await(worker, left);
    } else {
      generation.condemn(
          "The process that starts the workers (the spawner) did not start worker %d within %s and was killed. %s"
              .formatted(worker.id(), limitInWords(), suspicion()));
    }
  }

  private static boolean isAwaited(ManagedWorker worker) {
    Generation generation = worker.generation();
    boolean settled = worker.pid() > 0 || worker.is(WorkerState.GONE);
    return !settled && generation.hasSpawner() && generation.verdict().isEmpty();
  }

  private String suspicion() {
    return plan.app().preload()
        ? "It was stopped (SIGSTOP), or what the app has registered with os.register_at_fork hung"
        : "It was stopped (SIGSTOP), or the machine has no CPU time left for it";
  }

  private Duration limit() {
    return plan.times().boot();
  }

  private String limitInWords() {
    return "%.1f s (--boot-timeout)".formatted(limit().toMillis() / 1000.0);
  }
}
