package dev.junicorn.supervisor;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Wakes the supervisor for the earliest of the moments that it was set to. Confined to the
 * supervisor's thread.
 */
final class Alarm {

  private final SupervisorThread own;
  private final LongSupplier ticker;
  private final Runnable task;
  private OptionalLong due = OptionalLong.empty();

  /**
   * @param ticker nanoseconds, as the moments are
   */
  Alarm(SupervisorThread own, LongSupplier ticker, Runnable task) {
    this.own = own;
    this.ticker = ticker;
    this.task = task;
  }

  /** Runs the task at this moment, or before; it may also run when nothing is due any more. */
  void notAfter(long moment) {
    if (due.isPresent() && due.getAsLong() - moment <= 0) {
      return;
    }
    due = OptionalLong.of(moment);
    own.after(Duration.ofNanos(Math.max(0, moment - ticker.getAsLong())), () -> ring(moment));
  }

  private void ring(long moment) {
    if (due.isPresent() && due.getAsLong() == moment) {
      due = OptionalLong.empty();
    }
    task.run();
  }
}
