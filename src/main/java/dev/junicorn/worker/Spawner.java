package dev.junicorn.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The process that forks the workers of one generation, as its commander sees it. Thread-safe; what
 * becomes of a command comes to the {@link SpawnerListener}.
 */
public interface Spawner {

  /**
   * Forks a worker.
   *
   * @param modules where the worker writes which files it consists of; empty for nowhere
   */
  void fork(int worker, int threads, Path board, Path output, Optional<Path> modules);

  /**
   * Sends a worker a signal, unless it has ended. Done by its parent, who alone knows that the pid
   * is still the worker's.
   */
  void kill(int worker, int signal);

  /** Ends the spawner in order, and with it every worker that is left. */
  void close();

  /** Ends the spawner by force. Its workers live on. */
  void destroy();

  /** Starts spawners. */
  interface Starter {

    /**
     * Starts one.
     *
     * @throws IOException if the interpreter cannot be run
     */
    Spawner start(SpawnerListener listener) throws IOException;
  }
}
