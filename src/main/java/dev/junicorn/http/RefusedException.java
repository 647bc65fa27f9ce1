package dev.junicorn.http;

import dev.junicorn.exchange.Failure;

/**
 * Leaves the parsers when a request is refused; {@link ClientConnection} turns it into the value it
 * carries. Has no stack trace: the text says it all, and an attacker must not make us walk stacks.
 */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1;

  private final int status;

  RefusedException(int status, String message) {
    super(message, null, false, false);
    this.status = status;
  }

  static RefusedException badRequest(String message) {
    return new RefusedException(400, message);
  }

  Failure.Refused failure() {
    return new Failure.Refused(status, String.valueOf(getMessage()));
  }
}
