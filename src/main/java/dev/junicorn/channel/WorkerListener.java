package dev.junicorn.channel;

/** Hears what a worker says of itself. Called on the dispatch loop. */
public interface WorkerListener {

  /** The app is imported and every slot listens. */
  void ready(WorkerLink worker);

  /**
   * The boot failed; the process ends.
   *
   * @param appFault true if the app could not be loaded, false if the worker itself failed
   */
  void bootFailed(WorkerLink worker, boolean appFault, String message, String traceback);

  void warned(WorkerLink worker, String message);

  /** The worker was told to end by somebody else: it wants no more requests. */
  void leaving(WorkerLink worker);

  /** The worker has a thread that does not come back, or does not answer at all. */
  void stuck(WorkerLink worker, String reason);

  /** The worker does not answer, and another one has taken its place. */
  void hopeless(WorkerLink worker, String reason);

  /** It has answered as many requests as it was to. */
  void worn(WorkerLink worker);

  /** A slot's stream ended: its thread, or the whole process, is gone. */
  void slotLost(WorkerLink worker);

  /** The control stream ended: the process is gone or as good as gone. */
  void lost(WorkerLink worker);
}
