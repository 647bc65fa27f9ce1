package dev.junicorn.exchange;

import io.netty.buffer.ByteBuf;

/**
 * One request and its only answer.
 *
 * <p>Confined to one event loop. The answer takes one of four ways, and nothing may follow its end:
 *
 * <pre>
 *   answer(head, bytes)          the whole answer at once
 *   answer(head, file)           the whole answer, its body sent from a file by the kernel
 *   begin(head) write* end       piece by piece; abort instead of end cuts the connection
 *   fail(failure)                the server's own answer: the app gave none
 * </pre>
 *
 * <p>An illegal order throws {@link IllegalStateException}: it is a bug. Every buffer handed in is
 * released by the exchange, also when the client has left. Framing is the exchange's business:
 * Content-Length or chunked, HEAD, 204, 304, HTTP/1.0.
 */
public interface Exchange {

  RequestHead head();

  /** The body, whole; readable until the answer ends. */
  RequestBody body();

  /**
   * What it is called in logs, here and elsewhere: the client's {@code X-Request-Id} or one that
   * was made; visible ASCII, empty where there is none.
   */
  String id();

  /** Sets who hears of the client's doings; replaces an earlier one. */
  void watch(ClientWatch watch);

  /** Whether the client still takes an answer, as far as known. */
  boolean clientPresent();

  /** Notes which process serves the request from now on; 0 while it waits for one (again). */
  void servedBy(int workerPid);

  /** Notes what the app says of its time, right before the call that ends the answer. */
  void ran(AppTime time);

  /**
   * Answers in one piece.
   *
   * @param body all of the body, released by the exchange; ignored where the method or the status
   *     forbids one
   */
  void answer(ResponseHead head, ByteBuf body);

  /** Answers with a file; see {@link FileBody} for who closes it. */
  void answer(ResponseHead head, FileBody body);

  /** Begins an answer in pieces. */
  void begin(ResponseHead head);

  /**
   * Adds a piece of the body. What exceeds the memory set aside for this client is spooled to a
   * file.
   */
  void write(ByteBuf piece);

  /**
   * False while memory and spool file for this client are full: the source should stop until {@link
   * ClientWatch#writableAgain()}.
   */
  boolean isWritable();

  /**
   * Whether a piece written now would only wait in the memory set aside for this client: nothing of
   * the answer is in a file. For sources that would rather leave a piece out.
   */
  boolean isKeepingUp();

  /** Ends an answer in pieces. */
  void end();

  /**
   * Gives up an answer that has begun: behind what was written of it the connection is cut, so that
   * the client sees it was not whole.
   */
  void abort(Failure why);

  /** Answers for the app that could not. */
  void fail(Failure failure);
}
