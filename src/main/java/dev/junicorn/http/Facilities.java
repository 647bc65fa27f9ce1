package dev.junicorn.http;

import dev.junicorn.event.EventSink;
import dev.junicorn.exchange.Handler;
import dev.junicorn.exchange.ServerTime;
import java.util.concurrent.Executor;

/**
 * What all connections of a front end share. Confined to its loop.
 *
 * @param disk runs what touches the disk
 * @param unread bytes in memory that no request was made of yet
 * @param inlineBodies request bodies in memory
 * @param uploadSpools bytes of request bodies in files
 * @param answersMemory bytes of answers in memory
 * @param answerSpools bytes of answers in files
 * @param unwritten bytes of both on their way to files
 * @param spoolTurns whose answer goes to its file next
 * @param connections all that are open
 */
record Facilities(
    HttpSettings settings,
    Handler handler,
    EventSink events,
    ServerTime time,
    Executor disk,
    HeadParser parser,
    AnswerWriter answers,
    Budget unread,
    Budget inlineBodies,
    Budget uploadSpools,
    Budget answersMemory,
    Budget answerSpools,
    Budget unwritten,
    SpoolTurns spoolTurns,
    Connections connections) {

  /** For how long something took. */
  long now() {
    return time.now();
  }

  /** For how long something may take. */
  long awake() {
    return time.awake();
  }

  /**
   * The same at a moment.
   *
   * @param now what {@link #now} has just read
   */
  long awake(long now) {
    return time.awake(now);
  }

  /** Whether connections outlive their answer, as far as it is up to the server. */
  boolean keepsAlive() {
    return !connections.isDraining() && !settings.keepAlive().isZero();
  }
}
