package dev.junicorn.supervisor;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * Wakes the supervisor for the earliest of the moments that it was set to. Confined to the
 * supervisor's thread.
 */
final class Alarm {

  private final SupervisorThread own;
  private final Runnable task;
  private OptionalLong due = OptionalLong.empty();

  Alarm(SupervisorThread own, Runnable task) {
    this.own = own;
    this.task = task;
  }

  /**
   * Runs the task at this moment, or before; it may also run when nothing is due any more.
   *
   * @param moment {@link dev.junicorn.exchange.ServerTime#awake}
   */
  void notAfter(long moment) {
    if (due.isPresent() && due.getAsLong() - moment <= 0) {
      return;
    }
    due = OptionalLong.of(moment);
    own.after(Duration.ofNanos(Math.max(0, moment - own.time().awake())), () -> ring(moment));
  }

  private void ring(long moment) {
    if (due.isPresent() && due.getAsLong() == moment) {
      due = OptionalLong.empty();
    }
    task.run();
  }
}
