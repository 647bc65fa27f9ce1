package dev.junicorn.top;

/** There is no server to look at. The message is for users. */
public final class GoneException extends Exception {

  private static final long serialVersionUID = 1L;

  public GoneException(String message) {
    super(message);
  }
}
