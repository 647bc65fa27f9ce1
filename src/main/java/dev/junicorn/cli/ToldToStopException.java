package dev.junicorn.cli;

/** This process was told to stop before it had started anything: no setting is wrong. */
final class ToldToStopException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final ExitCode code;

  /**
   * @param message what it was doing
   * @param code how it ends
   */
  ToldToStopException(String message, ExitCode code) {
    super(message, null, false, false);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
