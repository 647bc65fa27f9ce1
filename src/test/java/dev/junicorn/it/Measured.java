package dev.junicorn.it;

import java.io.Serial;
import java.time.Duration;

/**
 * What is measured on a machine that does other things, too. An attempt is made again where a
 * measurement is not as it should be, since something else may have spoilt it, and again until that
 * may be over; what holds whatever the machine does is asserted outside of {@link #check} and fails
 * the test at once.
 */
final class Measured {

  private static final int LEAST_ATTEMPTS = 3;

  /** A machine may be busy for seconds, and an attempt take a fraction of one. */
  private static final Duration BUSY = Duration.ofMinutes(1);

  private Measured() {}

  /** A measurement that is not as it should be. */
  private static final class Spoilt extends AssertionError {

    @Serial private static final long serialVersionUID = 1L;

    private Spoilt(AssertionError cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Makes an attempt, and others if need be. */
  static void attempt(Runnable attempt) {
    long end = System.nanoTime() + BUSY.toNanos();
    for (int made = 1; ; made++) {
      try {
        attempt.run();
        return;
      } catch (Spoilt e) {
        if (made >= LEAST_ATTEMPTS && System.nanoTime() - end > 0) {
          throw e;
        }
      }
    }
  }

  /** Asserts something of a measurement; within an attempt. */
  static void check(Runnable assertion) {
    try {
      assertion.run();
    } catch (AssertionError e) {
      throw new Spoilt(e);
    }
  }
}
