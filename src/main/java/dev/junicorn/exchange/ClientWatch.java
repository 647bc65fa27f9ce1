package dev.junicorn.exchange;

/**
 * What a handler wants to know about the client while it holds an exchange. Called on the
 * exchange's event loop.
 */
public interface ClientWatch {

  /**
   * The client closed its side or the connection broke before the answer was complete. Called at
   * most once. An answer may still be given: it reaches a client that only closed its sending side,
   * and is thrown away otherwise.
   */
  void clientLeft();

  /** {@link Exchange#isWritable()} turned true again. */
  void writableAgain();
}
