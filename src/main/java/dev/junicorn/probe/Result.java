package dev.junicorn.probe;

import java.time.Duration;
import java.util.List;

/**
 * What was measured and what it means.
 *
 * @param volleys in the order in which they were sent; the first only warms the server up
 */
public record Result(List<Volley> volleys, Verdict verdict) {

  /** How many requests of one volley were seen to run at once. */
  public int atOnce(Volley volley) {
    return judgement().atOnce(volley);
  }

  /** How long a request takes that is alone; zero where nothing was answered. */
  public Duration service() {
    return judgement().service();
  }

  /** Of what was measured. */
  private Judgement judgement() {
    return Judgement.of(volleys.subList(Math.min(1, volleys.size()), volleys.size()));
  }
}
