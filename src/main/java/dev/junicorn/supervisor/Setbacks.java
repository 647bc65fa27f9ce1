package dev.junicorn.supervisor;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The deaths of late, and how long they hold back what would replace the dead. Confined to the
 * supervisor's thread.
 */
final class Setbacks {

  private final LongSupplier ticker;
  private final RandomGenerator random;
  private RestartBackoff backoff = RestartBackoff.none();

  /**
   * @param ticker monotonic nanoseconds
   */
  Setbacks(LongSupplier ticker, RandomGenerator random) {
    this.ticker = ticker;
    this.random = random;
  }

  /**
   * A worker or a spawner died that should not have.
   *
   * @param served whether it took requests
   */
  void count(boolean served) {
    backoff = backoff.afterDeath(ticker.getAsLong(), random.nextDouble(), served);
  }

  /** What comes now is new: the deaths before tell nothing of it. */
  void forget() {
    backoff = RestartBackoff.none();
  }

  RestartBackoff backoff() {
    return backoff;
  }

  /** How long it is until the next attempt; zero where nothing holds it back. */
  Duration pause() {
    long nanos = backoff.deaths() == 0 ? 0 : backoff.notBefore() - ticker.getAsLong();
    return Duration.ofNanos(Math.max(0, nanos));
  }
}
