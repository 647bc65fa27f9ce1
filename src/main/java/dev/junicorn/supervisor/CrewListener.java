package dev.junicorn.supervisor;

/** Hears what becomes of workers. Called on the supervisor's thread. */
interface CrewListener {

  /** A worker takes requests, or is held back for its proof. */
  void booted(ManagedWorker worker);

  /** A worker could not boot; its process ends. */
  void bootFailed(ManagedWorker worker, BootFailure failure);

  /** A worker that is held back for its proof could not serve any more. */
  void unfit(ManagedWorker worker, BootFailure why);

  /** There is no process for a worker: the system would not fork. */
  void forkFailed(ManagedWorker worker, BootFailure failure);

  /**
   * A worker is gone and out of the books.
   *
   * @param before the state it was in
   */
  void died(ManagedWorker worker, WorkerState before, WorkerDeath death);

  /** Something else is different: see whether there is something to do. */
  void changed();
}
