package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerLink;
import dev.junicorn.worker.ExitStatus;
import java.util.Optional;

/** A worker in the supervisor's books. Confined to the supervisor's thread. */
final class ManagedWorker {

  private final WorkerLink link;
  private final WorkerFiles files;
  private final String reason;
  private final long startedAt;
  private WorkerState state = WorkerState.FORKING;
  private int pid;
  private boolean bootFailureTold;
  private boolean controlEnded;
  private Optional<ExitStatus> exit = Optional.empty();

  ManagedWorker(WorkerLink link, WorkerFiles files, String reason, long startedAt) {
    this.link = link;
    this.files = files;
    this.reason = reason;
    this.startedAt = startedAt;
  }

  int id() {
    return link.id();
  }

  int pid() {
    return pid;
  }

  WorkerLink link() {
    return link;
  }

  WorkerFiles files() {
    return files;
  }

  /** Why it was started. */
  String reason() {
    return reason;
  }

  long startedAt() {
    return startedAt;
  }

  WorkerState state() {
    return state;
  }

  /** Whether the worker has said itself why it could not boot. */
  boolean bootFailureTold() {
    return bootFailureTold;
  }

  void tellBootFailure() {
    bootFailureTold = true;
  }

  /** How the process ended; empty while the spawner has not said. */
  Optional<ExitStatus> exit() {
    return exit;
  }

  void exitReported(ExitStatus how) {
    exit = Optional.of(how);
  }

  /** Whether everything the worker had to say of itself was read. */
  boolean controlEnded() {
    return controlEnded;
  }

  void endControl() {
    controlEnded = true;
  }

  void forked(int processId) {
    pid = processId;
    moveTo(WorkerState.BOOTING);
  }

  /**
   * Moves on.
   *
   * @throws IllegalStateException if the diagram has no such arrow
   */
  void moveTo(WorkerState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(
          "worker " + id() + " cannot go from " + state + " to " + next);
    }
    state = next;
  }
}
