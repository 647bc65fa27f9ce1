package dev.junicorn.supervisor;

import java.time.Duration;

/** What became of a new size. */
public sealed interface ScaleOutcome {

  /** As many workers take requests as are wanted, each with as many threads as are wanted. */
  record Scaled(int workers, int threads, Duration took) implements ScaleOutcome {}

  /** Nothing was changed: the size is not possible, or the server stops. */
  record Refused(String message) implements ScaleOutcome {}

  /**
   * The size is wanted from now on, but a worker did not boot; further attempts follow by
   * themselves.
   */
  record Incomplete(String message, String traceback) implements ScaleOutcome {}
}
