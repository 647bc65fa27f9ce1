package dev.junicorn.cli;

/** How the process ends; gunicorn's numbers, which systemd and Docker users know. */
enum ExitCode {
  OK(0),
  /** A setting cannot be used; nothing was started. */
  CONFIG(1),
  /** The workers could not be started. */
  WORKER_BOOT(3),
  /** The app could not be imported. */
  APP_LOAD(4),
  /** The app's environment could not be built; gunicorn has no such number. */
  BUILD(5),
  /** A check was told to end before it knew the answer; the shell's number for Ctrl-C. */
  CUT_SHORT(130);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
