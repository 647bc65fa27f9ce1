package dev.junicorn.protocol;

import java.io.IOException;
import java.io.Serial;

/** A worker broke the rules of {@code PROTOCOL.md}; it is ended. */
public final class ProtocolException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  public ProtocolException(String message) {
    super(message);
  }
}
