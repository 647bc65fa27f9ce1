package dev.junicorn.supervisor;

import dev.junicorn.exchange.ServerTime;
import dev.junicorn.worker.Spawner;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One loaded version of the app: a spawner, and the workers it has forked. Confined to the
 * supervisor's thread.
 */
final class Generation {

  private final int number;
  private final ServerTime time;
  private final long startedAt;
  private GenerationState state = GenerationState.STARTING;
  private boolean spawnerLost;
  private @Nullable Spawner spawner;
  private long heardAt;
  private Optional<String> verdict = Optional.empty();

  /**
   * @param number 1 for the first, never used twice in a server's life
   */
  Generation(int number, ServerTime time) {
    this.number = number;
    this.time = time;
    this.startedAt = time.now();
    this.heardAt = time.awake();
  }

  int number() {
    return number;
  }

  /** How long ago it was started. */
  Duration age() {
    return Duration.ofNanos(time.now() - startedAt);
  }

  GenerationState state() {
    return state;
  }

  boolean is(GenerationState wanted) {
    return state == wanted;
  }

  void launched(Spawner process) {
    spawner = process;
  }

  /** Nobody can fork, reap or signal its workers any more. */
  void spawnerLost() {
    spawnerLost = true;
  }

  /** The spawner has said something, so it goes on. */
  void heard() {
    heardAt = time.awake();
  }

  /** For how long the spawner has said nothing while the server was awake. */
  Duration silence() {
    return Duration.ofNanos(time.awake() - heardAt);
  }

  /**
   * The spawner is of no use any more: it is ended by force, and its end is reported like any
   * other.
   *
   * @param why a sentence without its full stop
   */
  void condemn(String why) {
    verdict = Optional.of(why);
    destroy();
  }

  /** Why the spawner was ended by force; empty if it was not, or merely had to go. */
  Optional<String> verdict() {
    return verdict;
  }

  boolean hasSpawner() {
    return spawner != null && !spawnerLost;
  }

  void fork(ManagedWorker worker, Optional<Path> modules) {
    if (spawner != null) {
      WorkerFiles files = worker.files();
      spawner.fork(
          worker.id(),
          worker.link().threads(),
          files.board().path(),
          files.output().path(),
          modules);
    }
  }

  void kill(int worker, int signal) {
    if (spawner != null) {
      spawner.kill(worker, signal);
    }
  }

  /** Nobody is to serve of it any more; {@link #close} follows. */
  void abandon() {
    if (state != GenerationState.GONE) {
      moveTo(GenerationState.GONE);
    }
  }

  /** Ends the spawner and whatever workers it has left. */
  void close() {
    abandon();
    if (spawner != null) {
      spawner.close();
    }
  }

  /** Ends it as a whole; a spawner that is not even ready has nothing to finish. */
  void end() {
    if (is(GenerationState.STARTING)) {
      destroy();
    }
    close();
  }

  /** Ends the spawner at once, whatever it does; its workers live on. */
  void destroy() {
    if (spawner != null) {
      spawner.destroy();
    }
  }

  /**
   * Moves on.
   *
   * @throws IllegalStateException if the diagram has no such arrow
   */
  void moveTo(GenerationState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(
          "generation " + number + " cannot go from " + state + " to " + next);
    }
    state = next;
  }
}
