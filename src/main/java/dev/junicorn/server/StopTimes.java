package dev.junicorn.server;

import java.time.Duration;
import java.util.Optional;

/**
 * What a stop may take after the grace period for requests.
 *
 * @param lastWords how long refusals may take to reach their clients
 * @param workersEnd how long workers may take for their exit handlers before they are killed
 * @param killedEnd how long it may take until those that were killed are gone
 */
record StopTimes(Duration lastWords, Duration workersEnd, Duration killedEnd) {

  private static final StopTimes ROOMY =
      new StopTimes(Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofSeconds(2));

  /** For a platform that kills: last words, workers and loops end within 1.4 s together. */
  private static final StopTimes SHORT =
      new StopTimes(Duration.ofMillis(300), Duration.ofMillis(600), Duration.ofMillis(200));

  /**
   * The times.
   *
   * @param limit how long after TERM the process is killed; empty where nobody does
   */
  static StopTimes within(Optional<Duration> limit) {
    return limit.isPresent() ? SHORT : ROOMY;
  }
}
