package dev.junicorn.channel;

import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;

/**
 * Hears what a slot's thread answers. Per request: {@code whole}, or {@code file}, or {@code
 * failed}, or {@code left}, or {@code begin piece* (end | failed | left)}. Called on the dispatch
 * loop; whoever is handed a buffer releases it.
 */
public interface SlotListener {

  void whole(int requestId, ResponseHead head, ByteBuf body, AppTime time);

  /** The whole answer is in a file, which the listener closes. The slot is free. */
  void file(int requestId, ResponseHead head, FileBody body, AppTime time);

  void begin(int requestId, ResponseHead head);

  /**
   * @param bytes perhaps of a buffer much larger than they are: where few of them are to wait, they
   *     should be copied
   */
  void piece(int requestId, ByteBuf bytes);

  void end(int requestId, AppTime time);

  /** The app raised; before {@code begin} there is nothing to see for the client yet. */
  void failed(int requestId, String message, String traceback, AppTime time);

  /**
   * The app was stopped where it gave more of its answer, because the request's client had left;
   * before {@code begin} or after it.
   */
  void left(int requestId, AppTime time);

  /**
   * The thread was interrupted and has let go of the request; whether it had answered before, it
   * does not know.
   */
  void freed(int requestId);

  /**
   * The stream ended: nothing more comes from this slot. Called once, after everything that was
   * sent.
   *
   * @param threadEnded whether the thread's end of it closed; otherwise the server has cut the
   *     stream for what came on it, and the thread may still begin what it has taken out of the
   *     inbox
   */
  void lost(String why, boolean threadEnded);
}
