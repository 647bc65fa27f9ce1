package dev.junicorn.supervisor;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the first workers come up. They import the app at the same time, and an import that makes
 * what it does not find (tables, folders, a secret) succeeds in the first and fails in those beside
 * it. So one that fails is not the end while another may still be ready; it is told, and replaced
 * when somebody serves. Confined to the supervisor's thread.
 */
final class FirstBoots {

  private final Crew crew;
  private boolean everReady;
  private @Nullable BootFailure failure;

  /** Whether it is a worker's, and was told. That there was no process is told elsewhere. */
  private boolean told;

  FirstBoots(Crew crew) {
    this.crew = crew;
  }

  /**
   * A worker takes requests.
   *
   * @return whether it is the first that ever did
   */
  boolean ready() {
    boolean first = !everReady;
    everReady = true;
    return first;
  }

  boolean everReady() {
    return everReady;
  }

  /** Whether nobody was ever ready. One that has just booted may not have been looked at yet. */
  boolean nobodyWasReady() {
    return !everReady && !crew.has(worker -> worker.is(WorkerState.READY));
  }

  /**
   * One could not boot, and nobody was ever ready. This outranks what kept another from having a
   * process: it would have failed like this one.
   *
   * @return whether it is the first; the others have the same to tell
   */
  boolean failed(BootFailure why) {
    boolean first = !told;
    if (first) {
      failure = why;
      told = true;
    }
    return first;
  }

  /** One has no process, waiting brings none, and nobody was ever ready. */
  void notForked(BootFailure why) {
    if (failure == null) {
      failure = why;
    }
  }

  /** Whether one has failed and it is not clear yet what becomes of the others. */
  boolean inDoubt() {
    return failure != null && nobodyWasReady();
  }

  /** Why they failed, where no other can be ready any more. */
  Optional<BootFailure> hopeless() {
    boolean othersBoot = crew.has(worker -> worker.state().counts() && !worker.bootFailureTold());
    return inDoubt() && !othersBoot ? Optional.ofNullable(failure) : Optional.empty();
  }

  /** What it failed with was told; what comes now is new. */
  void forget() {
    failure = null;
    told = false;
  }
}
