package dev.junicorn.control;

/** A conversation that cannot go on; the message says what, why, and what to do. */
public final class ControlException extends Exception {

  private static final long serialVersionUID = 1;

  public ControlException(String message) {
    super(message);
  }

  public ControlException(String message, Throwable cause) {
    super(message, cause);
  }
}
