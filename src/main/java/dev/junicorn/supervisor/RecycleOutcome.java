package dev.junicorn.supervisor;

import java.time.Duration;

/** What became of the wish to replace a worker. */
public sealed interface RecycleOutcome {

  /** Another worker took its place, its requests are answered, and its process has ended. */
  record Recycled(int worker, int pid, Duration took) implements RecycleOutcome {}

  /** Nothing was changed: there is no such worker, or it is on its way out already. */
  record Refused(String message) implements RecycleOutcome {}

  /**
   * The worker that should have taken its place did not boot; the old one serves on until one does.
   */
  record Incomplete(String message, String traceback) implements RecycleOutcome {}
}
