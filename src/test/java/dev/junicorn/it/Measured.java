package dev.junicorn.it;

import java.io.Serial;

/**
 * What is measured on a machine that does other things, too. An attempt is made again where a
 * measurement is not as it should be, since something else may have spoilt it; what holds whatever
 * the machine does is asserted outside of {@link #check} and fails the test at once.
 */
final class Measured {

  private static final int ATTEMPTS = 3;

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
    for (int left = ATTEMPTS - 1; ; left--) {
      try {
        attempt.run();
        return;
      } catch (Spoilt e) {
        if (left == 0) {
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
