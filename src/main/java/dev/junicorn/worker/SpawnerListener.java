package dev.junicorn.worker;

/**
 * Hears from the spawner. Called on the spawner's reader thread: implementations hand over at once.
 */
public interface SpawnerListener {

  /** The interpreter runs and is ready to fork. */
  void spawnerReady(String pythonVersion);

  void forked(int worker, int pid);

  void forkFailed(int worker, String message);

  void exited(int worker, int pid, ExitStatus how);

  /** The spawner itself ended; its workers end with it. */
  void spawnerLost(ExitStatus how);
}
