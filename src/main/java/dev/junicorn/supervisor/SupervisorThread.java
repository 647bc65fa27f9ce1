package dev.junicorn.supervisor;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.ServerTime;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The thread that the supervisor is confined to, as others hand their reports over to it. What is
 * still reported when the thread has ended concerns nobody: its end is the last thing that happens.
 * Callable from any thread.
 *
 * @param time says how long something took, and judges how long it may take
 */
public record SupervisorThread(
    ScheduledExecutorService executor, EventSink events, ServerTime time) {

  /** Enough for the reports of what has happened while the server stood still. */
  private static final Duration REPORTS = Duration.ofMillis(250);

  /** The first look whether a task is still due. Each further look comes twice as late. */
  private static final Duration FIRST_LOOK = Duration.ofSeconds(1);

  void execute(Runnable task) {
    schedule(0, () -> run(task));
  }

  /** Runs it when so much time has passed, without that for which the server stood still. */
  void after(Duration delay, Runnable task) {
    runAt(time.awake() + delay.toNanos(), delay.toNanos(), task);
  }

  private void runAt(long due, long delay, Runnable task) {
    schedule(
        delay,
        () -> {
          long left = due - time.awake();
          if (left > 0) {
            runAt(due, Math.max(left, REPORTS.toNanos()), task);
          } else {
            run(task);
          }
        });
  }

  private void schedule(long delay, Runnable task) {
    try {
      executor.schedule(task, delay, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The server has ended.
    }
  }

  /**
   * Runs the task after the delay, if it has been due all the time. Looks earlier, too: a worker
   * that is up, or gone, would else be kept in memory for as long as it might have taken.
   */
  void afterWhile(BooleanSupplier due, Duration delay, Runnable task) {
    lookAfter(FIRST_LOOK, due, delay, task);
  }

  private void lookAfter(Duration pause, BooleanSupplier due, Duration left, Runnable task) {
    Duration next = pause.compareTo(left) < 0 ? pause : left;
    after(
        next,
        () -> {
          if (!due.getAsBoolean()) {
            return;
          }
          if (next.equals(left)) {
            task.run();
          } else {
            lookAfter(pause.multipliedBy(2), due, left.minus(next), task);
          }
        });
  }

  /** A bug in one step must be seen, and must not keep the next one from being taken. */
  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      if (executor.isShutdown()) {
        return; // it was interrupted, or what it uses has gone
      }
      StackTraceElement[] trace = e.getStackTrace();
      String where = trace.length == 0 ? "" : " at " + trace[0];
      events.publish(
          new ServerEvent.Failed(
              "A step of the supervisor failed, please report it: " + e + where));
    }
  }
}
