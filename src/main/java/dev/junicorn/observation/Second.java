package dev.junicorn.observation;

import dev.junicorn.exchange.TimeSplit;
import java.util.Map;

/**
 * One second of the server's life.
 *
 * @param epochSecond which; each has the number after that of the one before, if there is no gap
 * @param arrived requests that became whole in it
 * @param answers requests that ended in it, by what they got
 * @param duration from the request's first byte to its answer's last, of those that ended in it
 * @param queueWait how long those had waited for a slot
 * @param spent where the time of those went, all together
 * @param slots how many there were in workers that take requests
 * @param busy how many of them ran a request, on average of four looks
 * @param waiting requests in the wait queue at its end
 * @param oldestWait seconds that the first of these had waited
 * @param connections of clients, open at its end
 * @param clientsLeft clients that went away before their answer had begun
 * @param refused answers of the server's own by cause ({@code queue_full}, {@code deadline}, …),
 *     the words of the metrics
 * @param machine what its processes used
 */
public record Second(
    long epochSecond,
    int arrived,
    Answers answers,
    Quantiles duration,
    Quantiles queueWait,
    TimeSplit spent,
    int slots,
    double busy,
    int waiting,
    double oldestWait,
    int connections,
    int clientsLeft,
    Map<String, Integer> refused,
    MachineSeen machine) {

  /**
   * Counts by class of status.
   *
   * @param ok 1xx to 3xx
   * @param clientErrors 4xx
   * @param serverErrors 5xx
   * @param none nothing could be sent
   */
  public record Answers(int ok, int clientErrors, int serverErrors, int none) {
    public int all() {
      return ok + clientErrors + serverErrors + none;
    }
  }

  /** Seconds that so many hundredths did not exceed; all 0 where there was nothing. */
  public record Quantiles(double p50, double p95, double p99, double max) {
    public static final Quantiles NONE = new Quantiles(0, 0, 0, 0);
  }
}
