package dev.junicorn.supervisor;

/**
 * Why a worker, or a whole generation, did not come up.
 *
 * @param appFault true if the app could not be loaded, false if the worker or the interpreter
 *     failed
 * @param message one line
 * @param traceback empty where there is none
 */
record BootFailure(boolean appFault, String message, String traceback) {

  static BootFailure ofServer(String message) {
    return new BootFailure(false, message, "");
  }
}
