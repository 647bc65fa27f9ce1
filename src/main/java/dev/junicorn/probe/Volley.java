package dev.junicorn.probe;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Requests that were sent at the same moment, each on a connection of its own, and what came back.
 *
 * @param asked how many were sent
 * @param outcomes one for each, in no order
 * @param latency how long the quickest connection took to be made: one round trip of the network
 * @param pause the longest time for which the prober itself did not get a processor, so that
 *     answers may have been seen that much too late
 */
public record Volley(int asked, List<Outcome> outcomes, Duration latency, Duration pause) {

  /** What became of one request. */
  public sealed interface Outcome {}

  /**
   * A whole answer.
   *
   * @param after from the moment of sending to the last byte
   */
  public record Answered(int status, Duration after) implements Outcome {}

  /** No answer, or not a whole one. {@code how} follows "1 request": "was reset". */
  public record Lost(String how) implements Outcome {}

  public Volley {
    outcomes = List.copyOf(outcomes);
  }

  /** The times of the answers that can be counted, the earliest first. */
  public List<Duration> times() {
    return good().map(Answered::after).sorted(Comparator.naturalOrder()).toList();
  }

  /** What went wrong, and how often. */
  public Map<String, Integer> errors() {
    Map<String, Integer> errors = new TreeMap<>();
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Lost(String how)) {
        errors.merge(how, 1, Integer::sum);
      } else if (outcome instanceof Answered answer && !isGood(answer)) {
        errors.merge("got status " + answer.status(), 1, Integer::sum);
      }
    }
    return errors;
  }

  private Stream<Answered> good() {
    return outcomes.stream()
        .filter(Answered.class::isInstance)
        .map(Answered.class::cast)
        .filter(Volley::isGood);
  }

  /** An answer below 400, and none of redirection: what the app gives when it does its work. */
  private static boolean isGood(Answered answer) {
    return answer.status() >= 200 && answer.status() < 300;
  }
}
