package dev.junicorn.probe;

import java.time.Duration;

/** Sends volleys to one URL. */
interface Volleys extends AutoCloseable {

  /**
   * Sends so many requests at the same moment and waits for all answers.
   *
   * @param limit after which an answer counts as lost
   */
  Volley fire(int requests, Duration limit) throws InterruptedException;

  @Override
  void close();
}
