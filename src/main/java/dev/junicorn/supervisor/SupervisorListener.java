package dev.junicorn.supervisor;

/** Hears what the whole server must know. Called on the supervisor's thread. */
public interface SupervisorListener {

  /** The first worker takes requests. */
  void serving();

  /**
   * Readiness changed: whether at least one worker takes requests.
   *
   * @param ready false while nobody does
   */
  void readinessChanged(boolean ready);

  /** A worker's process has ended; everything that is known of it. */
  void workerDied(WorkerDeath death);

  /**
   * No worker ever booted: there is nothing to serve with. The reason has been published.
   *
   * @param appFault true if the app could not be loaded, false if the worker or the interpreter
   *     failed
   */
  void cannotBoot(boolean appFault);
}
