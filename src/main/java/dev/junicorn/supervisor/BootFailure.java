package dev.junicorn.supervisor;

import dev.junicorn.worker.ExitStatus;

/**
 * Why a worker, or a whole generation, did not come up.
 *
 * @param appFault true if the app could not be loaded, false if the worker or the interpreter
 *     failed
 * @param message one line
 * @param traceback empty where there is none
 */
record BootFailure(boolean appFault, String message, String traceback) {

  /** It ended before it was ready, and has said nothing. */
  static BootFailure ofEnd(ExitStatus how) {
    return ofServer(
        "The worker ended while it imported the app, without an error: "
            + how.describe()
            + ". Does the app, or a module that it imports, end the process?");
  }

  static BootFailure ofServer(String message) {
    return new BootFailure(false, message, "");
  }
}
