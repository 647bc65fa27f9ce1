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

  /**
   * The connection has ended before the answer was complete: nothing that is written from now on
   * reaches anybody. Called at most once, after {@link #clientLeft}.
   */
  default void connectionEnded() {}

  /** {@link Exchange#isWritable()} turned true again. */
  void writableAgain();
}
