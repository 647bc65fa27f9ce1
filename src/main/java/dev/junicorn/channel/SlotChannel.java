package dev.junicorn.channel;

import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;

/** One slot as the server talks to it. Confined to the dispatch loop. */
public interface SlotChannel {

  /** 0 for the worker's first thread. */
  int index();

  /** Sets who hears the answers; before the first request. */
  void listen(SlotListener listener);

  /**
   * Puts a request into the inbox.
   *
   * @param requestId 1 or more, unique among the requests in flight
   */
  SendResult send(int requestId, RequestHead head, RequestBody body);

  /**
   * Takes back the oldest request that the slot's thread has not taken out of the inbox.
   *
   * @return its id, or 0 if there is none
   */
  int takeBack();

  /**
   * The id of the request that the app was called with and has not answered yet, 0 if there is
   * none.
   */
  int started();

  /**
   * The id of the last request that the app was called with, whether it runs still or has sent its
   * answer; 0 if there was none.
   */
  int lastStarted();

  /**
   * When the app was called with the request that {@link #started} has just given; {@link
   * System#nanoTime()}.
   */
  long startedAt();

  /**
   * Notes where the slot's thread looks before each piece of an answer that the client of a request
   * has left; the note before it counts no more.
   *
   * @param requestId 0 takes the note away
   */
  void noteClientLeft(int requestId);

  /** Stops reading answers, so that the app is held up; for clients that cannot take more. */
  void pause();

  void resume();
}
