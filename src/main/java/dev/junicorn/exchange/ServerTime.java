package dev.junicorn.exchange;

/**
 * The server's clock, monotonic nanoseconds, which is read in two ways: how long something took,
 * and how long it may take.
 */
@FunctionalInterface
public interface ServerTime {

  /** All the time that passes. */
  long now();

  /**
   * The time without that for which the server stood still: what clients and workers did meanwhile
   * it has not seen, so no limit counts it.
   */
  default long awake() {
    return awake(now());
  }

  /**
   * What {@link #awake} reads at a moment.
   *
   * @param now when that is: what {@link #now} has just read
   */
  default long awake(long now) {
    return now;
  }
}
