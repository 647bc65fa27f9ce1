package dev.junicorn.http;

import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.TimeSplit;

/**
 * When a request got how far, from its first byte on; times are nanoseconds of {@link
 * dev.junicorn.exchange.ServerTime#now}. Confined to the loop.
 */
final class RequestTimes {

  private final long begun;
  private final long received;
  private long given;
  private boolean isGiven;
  private long ended;
  private boolean isEnded;
  private AppTime app = AppTime.NONE;

  /**
   * @param begun when its first byte was there, and nothing before it was to do
   * @param received when it was whole
   */
  RequestTimes(long begun, long received) {
    this.begun = begun;
    this.received = received;
  }

  long received() {
    return received;
  }

  /** A slot has it from now on. */
  void given(long now) {
    given = now;
    isGiven = true;
  }

  /** The slot gave it back before it had begun, or its worker died. */
  void takenBack() {
    isGiven = false;
  }

  /** The app is through; its last word has just come. */
  void ran(AppTime time, long now) {
    app = time;
    ended(now);
  }

  /** The answer is known to its end; only the first time counts. */
  void ended(long now) {
    if (!isEnded) {
      isEnded = true;
      ended = now;
    }
  }

  /** Nanoseconds until it was given to a slot for good; 0 where it never was. */
  long waited() {
    return isGiven ? given - received : 0;
  }

  /**
   * Where the time went so far. What a worker did with a request without ever saying so counts as
   * blocked: it may have computed or not, there was no answer to wait for it.
   */
  TimeSplit split(long now) {
    long end = isEnded ? ended : now;
    long receiving = received - begun;
    long sending = now - end;
    if (!isGiven) {
      return new TimeSplit(receiving, end - received, 0, 0, 0, 0, sending);
    }
    long out = end - given;
    long wall = app.wallNanos() == 0 ? out : Math.min(app.wallNanos(), out);
    long cpu = Math.min(app.cpuNanos(), wall);
    long contention = Math.min(app.contentionNanos(), wall - cpu);
    return new TimeSplit(
        receiving, given - received, out - wall, cpu, contention, wall - cpu - contention, sending);
  }
}
