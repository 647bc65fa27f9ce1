package dev.junicorn.supervisor;

import dev.junicorn.worker.ExitStatus;
import dev.junicorn.worker.SpawnerListener;

/** Brings what one generation's spawner says from its reader thread to the supervisor's. */
record SpawnerReports(
    SupervisorFacilities facilities,
    Generation generation,
    Boots boots,
    Crew crew,
    GenerationListener listener)
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
    report(() -> boots.forked(worker, pid));
  }

  @Override
  public void forkFailed(int worker, String message) {
    report(() -> boots.forkFailed(worker, message));
  }

  @Override
  public void exited(int worker, int pid, ExitStatus how) {
    report(() -> crew.exited(worker, how));
  }

  @Override
  public void spawnerLost(ExitStatus how) {
    facilities.own().execute(() -> listener.spawnerLost(generation, how));
  }

  private void report(Runnable news) {
    facilities
        .own()
        .execute(() -> {
          generation.heard();
          news.run();
        });
  }
}
