package dev.junicorn.forensics;

import dev.junicorn.worker.ExitStatus;

/**
 * A worker's end as its supervisor knows it.
 *
 * @param generation which loading of the app it belonged to, from 1
 * @param expected whether the server had told it to end
 * @param signalledByServer whether the server had sent it a signal
 * @param booted whether it was ever ready
 * @param requests how many requests it had answered
 */
public record WorkerEnd(
    int worker,
    int pid,
    int generation,
    ExitStatus how,
    boolean expected,
    boolean signalledByServer,
    boolean booted,
    long requests) {

  /**
   * A worker that nobody told to end, or that did not when it was told. One that is not wanted any
   * more before it is ready has nothing to finish, and is not told but killed.
   */
  boolean isWorthReporting() {
    return !expected || (signalledByServer && booted);
  }

  /** What may be the out-of-memory killer's doing, or somebody's. */
  boolean isUnexplained() {
    return !signalledByServer
        && (isOrphans() || how.equals(new ExitStatus.Signalled(ExitStatus.SIGKILL)));
  }

  /** Whether its spawner was gone before it; by itself no worker ends of that. */
  boolean isOrphans() {
    return how instanceof ExitStatus.Unknown;
  }
}
