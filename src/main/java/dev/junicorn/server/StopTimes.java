package dev.junicorn.server;

import dev.junicorn.plan.LaunchPlan;
import java.time.Duration;
import java.util.Optional;

/**
 * What each step of a stop may take.
 *
 * @param drainDelay how long it serves on while load balancers find out ({@code --drain-delay})
 * @param graceful how long requests may take to finish ({@code --graceful-timeout})
 * @param lastWords how long refusals may take to reach their clients
 * @param workersEnd how long workers may take for their exit handlers before they are killed
 * @param killedEnd how long it may take until those that were killed are gone
 * @param lastOutput how long what they have printed last may take into the log
 */
record StopTimes(
    Duration drainDelay,
    Duration graceful,
    Duration lastWords,
    Duration workersEnd,
    Duration killedEnd,
    Duration lastOutput) {

  /**
   * The times.
   *
   * @param asked for by who runs the server
   * @param limit how long after TERM the process is killed; empty where nobody does. Last words,
   *     workers and loops then end within 1.4 s together
   */
  static StopTimes of(LaunchPlan.Times asked, Optional<Duration> limit) {
    return limit.isPresent()
        ? new StopTimes(
            asked.drainDelay(),
            asked.graceful(),
            millis(300),
            millis(600),
            millis(100),
            millis(100))
        : new StopTimes(
            asked.drainDelay(),
            asked.graceful(),
            millis(2000),
            millis(5000),
            millis(2000),
            millis(500));
  }

  private static Duration millis(long number) {
    return Duration.ofMillis(number);
  }
}
