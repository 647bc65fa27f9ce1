package dev.junicorn.it;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waiting for a condition: the only place where the tests sleep. */
final class Await {

  /**
   * Far more than anything here takes, on a machine that is slow, too; reached only where something
   * is broken.
   */
  static final Duration PATIENCE = Duration.ofMinutes(3);

  private Await() {}

  /**
   * Lets some time pass because that is what the test is about: a slow client, a fault's length.
   */
  static void pause(long millis) {
    pause(Duration.ofMillis(millis));
  }

  /** The same, for parts of a millisecond. */
  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  static void until(String what, Callable<Boolean> condition) {
    until(what, PATIENCE, condition);
  }

  static void until(String what, Duration limit, Callable<Boolean> condition) {
    long end = System.nanoTime() + limit.toNanos();
    try {
      while (!condition.call()) {
        if (System.nanoTime() - end > 0) {
          throw new AssertionError("waited " + limit.toSeconds() + " s in vain: " + what);
        }
        Thread.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting: " + what, e);
    } catch (Exception e) {
      throw new AssertionError("failed while waiting: " + what, e);
    }
  }
}
