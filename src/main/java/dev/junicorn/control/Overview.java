package dev.junicorn.control;

import dev.junicorn.doctor.Finding;
import dev.junicorn.observation.Mark;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Second;
import dev.junicorn.observation.ServedRequest;
import dev.junicorn.observation.Setup;
import java.util.Comparator;
import java.util.List;

/**
 * What a person wants to see of a server who looks at it now and again.
 *
 * @param seconds as many as were asked for, oldest first
 * @param slowest requests of the same time, slowest first, {@value #SLOWEST} at most
 * @param marks of the same time, oldest first
 */
public record Overview(
    long epochMillis,
    Setup setup,
    Now now,
    List<Second> seconds,
    List<ServedRequest> slowest,
    List<Mark> marks,
    List<Finding> findings) {

  private static final int SLOWEST = 20;

  /**
   * The last part of what was seen.
   *
   * @param seconds how long a part
   */
  public static Overview of(Observation seen, int seconds, List<Finding> findings) {
    long since = seen.epochMillis() - 1000L * seconds;
    return new Overview(
        seen.epochMillis(),
        seen.setup(),
        seen.now(),
        seen.last(seconds),
        seen.requests().stream()
            .filter(request -> request.endedMillis() >= since)
            .sorted(
                Comparator.comparingLong((ServedRequest request) -> request.split().total())
                    .reversed())
            .limit(SLOWEST)
            .toList(),
        seen.marks().stream().filter(mark -> mark.epochMillis() >= since).toList(),
        findings);
  }
}
