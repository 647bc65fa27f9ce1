package dev.junicorn.forensics;

import dev.junicorn.event.CrashEvent.RequestInterrupted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything that is known of a worker that died, as values.
 *
 * @param time when its end was reported
 * @param diedAt the same, monotonic nanoseconds
 * @param oom empty where no counter can be read
 * @param memory the last samples, the oldest first
 * @param memoryLimit bytes that everything in its place may use; 0 where nobody tells
 * @param requests what it was running
 */
record CrashFacts(
    Instant time,
    long diedAt,
    WorkerEnd end,
    Life life,
    Optional<OomChange> oom,
    List<MemorySample> memory,
    long memoryLimit,
    List<LostRequest> requests,
    Output output) {

  /**
   * How it lived.
   *
   * @param reason why it was started
   * @param age since it was forked
   * @param boot empty where it never was ready
   */
  record Life(String reason, Instant started, Duration age, Optional<Boot> boot) {}

  /**
   * How it became ready.
   *
   * @param took since it was forked
   * @param python the interpreter's version
   */
  record Boot(Duration took, String python) {}

  /** A request that it was running. */
  record LostRequest(RequestInterrupted request, Optional<LastStack> stack) {}

  /**
   * Where a request was when it was last looked at.
   *
   * @param age how old the request was then
   */
  record LastStack(Duration age, String text) {}

  /**
   * What it printed.
   *
   * @param lines the last ones
   * @param before how many lines came before those
   */
  record Output(List<String> lines, long before) {}
}
