package dev.junicorn.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How sure an advice is: as sure as its weakest ground.
 *
 * @param level {@code low}, {@code fair} or {@code high}
 * @param reason sentences
 */
record Certainty(String level, String reason) {

  private static final int MANY = 1000;

  /** The replay of the size of now and what was seen differ by so many times at most. */
  private static final double NEAR = 1.15;

  private static final double FAR = 1.4;

  /** Shorter times are the server's own more than the app's; in seconds. */
  private static final double SHORT = 0.005;

  /** Requests that are blocked for so many times longer in company share something. */
  static final double CROWDED = 1.5;

  private enum Level {
    LOW,
    FAIR,
    HIGH
  }

  /**
   * @param now what the replay says of the size of now
   * @param sharedWait whether the doctor sees requests wait for each other
   */
  static Certainty of(Workload.Seen seen, Prediction now, boolean sharedWait) {
    Grounds grounds = new Grounds();
    if (sharedWait) {
      grounds.add(
          Level.LOW,
          "Requests wait for each other: what is said of other sizes takes each of these waits for its own, and where it is a lock in the process more threads only wait there, too");
    }
    double off = Math.max(apart(now.throughput(), seen.throughput()), timeApart(seen, now));
    grounds.add(
        off <= NEAR ? Level.HIGH : off <= FAR ? Level.FAIR : Level.LOW,
        "Replayed with the size of now, the recorded requests end at %s a second, 95 of 100 within %s; seen were %s and %s"
            .formatted(
                Phrases.rate(now.throughput()),
                Phrases.time(now.durationP95()),
                Phrases.rate(seen.throughput()),
                Phrases.time(seen.durationP95())));
    if (seen.requests() < MANY) {
      grounds.add(
          Level.FAIR, "There are only %d requests to reckon from".formatted(seen.requests()));
    }
    if (seen.clients() > 0) {
      grounds.add(
          Level.FAIR,
          "How long clients pause between an answer and their next request is not known; taken is that they do not");
    }
    if (seen.crowding() >= CROWDED) {
      grounds.add(
          Level.LOW,
          "Requests were blocked %.1f times longer when many ran at once: where they wait for each other, or for a database that is busy, more slots help less than this says"
              .formatted(seen.crowding()));
    }
    return grounds.conclude();
  }

  private static double timeApart(Workload.Seen seen, Prediction now) {
    return Math.max(seen.durationP95(), now.durationP95()) < SHORT
        ? 1
        : apart(now.durationP95(), seen.durationP95());
  }

  private static double apart(double one, double other) {
    return Math.max(one, other) / Math.max(1e-9, Math.min(one, other));
  }

  private static final class Grounds {
    private final List<String> sentences = new ArrayList<>();
    private Level level = Level.HIGH;

    void add(Level most, String sentence) {
      level = most.compareTo(level) < 0 ? most : level;
      sentences.add(sentence + ".");
    }

    Certainty conclude() {
      return new Certainty(level.name().toLowerCase(Locale.ROOT), String.join(" ", sentences));
    }
  }
}
