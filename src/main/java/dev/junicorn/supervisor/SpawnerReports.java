package dev.junicorn.supervisor;

import dev.junicorn.worker.ExitStatus;
import dev.junicorn.worker.SpawnerListener;
import java.util.function.LongSupplier;

/**
 * Brings what one generation's spawner says from its reader thread to the supervisor's.
 *
 * @param ticker monotonic nanoseconds
 */
record SpawnerReports(
    Generation generation,
    Crew crew,
    SupervisorThread own,
    GenerationListener listener,
    LongSupplier ticker)
    implements SpawnerListener {

  /** Hears what becomes of a generation. Called on the supervisor's thread. */
  interface GenerationListener {

    /** It can fork. */
    void spawnerReady(Generation generation);

    /** Its app could not be imported, so it will never fork. */
    void importFailed(Generation generation, BootFailure failure);

    void spawnerLost(Generation generation, ExitStatus how);
  }

  @Override
  public void spawnerReady(String pythonVersion) {
    report(() -> listener.spawnerReady(generation));
  }

  @Override
  public void preloadFailed(boolean appFault, String message, String traceback) {
    BootFailure failure = new BootFailure(appFault, message, traceback);
    report(() -> listener.importFailed(generation, failure));
  }

  @Override
  public void forked(int worker, int pid) {
    report(() -> crew.forked(worker, pid));
  }

  @Override
  public void forkFailed(int worker, String message) {
    report(() -> crew.forkFailed(worker, message));
  }

  @Override
  public void exited(int worker, int pid, ExitStatus how) {
    report(() -> crew.exited(worker, how));
  }

  @Override
  public void spawnerLost(ExitStatus how) {
    own.execute(() -> listener.spawnerLost(generation, how));
  }

  private void report(Runnable news) {
    own.execute(() -> {
      generation.heard(ticker.getAsLong());
      news.run();
    });
  }
}
