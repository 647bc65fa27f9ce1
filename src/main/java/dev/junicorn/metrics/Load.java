package dev.junicorn.metrics;

/**
 * What the server was doing at one moment.
 *
 * @param busy slots that run a request
 * @param idle slots that do not
 * @param running requests that were given to slots, those in inboxes included
 * @param queued requests that wait
 * @param queueLimit how many may wait
 * @param oldestWaitNanos how long the oldest has waited; 0 where none waits
 * @param connections of clients, open
 * @param accepted connections since the start
 * @param ready whether a worker has booted and the server is not draining
 */
public record Load(
    int busy,
    int idle,
    int running,
    int queued,
    int queueLimit,
    long oldestWaitNanos,
    int connections,
    long accepted,
    boolean ready) {

  /** Before it was ever asked for. */
  static final Load NONE = new Load(0, 0, 0, 0, 0, 0, 0, 0, false);
}
