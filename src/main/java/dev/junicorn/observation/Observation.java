package dev.junicorn.observation;

import java.util.List;

/**
 * What was seen of the server lately: the one input of those who judge it (doctor, adviser) and of
 * those who show it (console, top). A new one is made every second; all lists are oldest first and
 * bounded.
 *
 * @param epochMillis when it was made
 * @param setup what the server was told
 * @param now this moment
 * @param seconds the last {@value Bounds#SECONDS} seconds at most
 * @param requests the last {@value Bounds#REQUESTS} that ended, {@value Bounds#REQUEST_SECONDS}
 *     seconds old at most
 * @param marks what happened besides, the last {@value Bounds#MARKS}
 * @param looks where requests were while many slots were busy, the last {@value Bounds#LOOKS}
 * @param warnings what Python's warnings printed lately, one for each text, {@value
 *     Bounds#WARNINGS} at most
 * @param gil whether Python runs one thread of a worker at a time, as the latest to get ready said
 */
public record Observation(
    long epochMillis,
    Setup setup,
    Now now,
    List<Second> seconds,
    List<ServedRequest> requests,
    List<Mark> marks,
    List<StackLook> looks,
    List<PrintedWarning> warnings,
    boolean gil) {

  /** How much of the past is kept, so that it costs a few megabytes on any server. */
  public static final class Bounds {
    public static final int SECONDS = 900;
    public static final int REQUESTS = 16_384;
    public static final int REQUEST_SECONDS = 600;
    public static final int MARKS = 200;
    public static final int LOOKS = 30;
    public static final int WARNINGS = 20;
    public static final int MEMORY_POINTS = 180;

    private Bounds() {}
  }

  /** The last seconds of the window, oldest first; fewer where the server is younger. */
  public List<Second> last(int count) {
    return seconds.subList(Math.max(0, seconds.size() - count), seconds.size());
  }
}
