package dev.junicorn.worker;

/**
 * Hears from the spawner. Called on the spawner's reader thread: implementations hand over at once.
 */
public interface SpawnerListener {

  /** The interpreter runs and is ready to fork. */
  void spawnerReady(String pythonVersion);

  /**
   * The app could not be imported before the fork ({@code --preload}); the spawner ends.
   *
   * @param appFault false if the bridge itself failed
   */
  void preloadFailed(boolean appFault, String message, String traceback);

  void forked(int worker, int pid);

  void forkFailed(int worker, String message);

  void exited(int worker, int pid, ExitStatus how);

  /** The spawner itself ended; its workers live on, and nobody reports their end. */
  void spawnerLost(ExitStatus how);
}
