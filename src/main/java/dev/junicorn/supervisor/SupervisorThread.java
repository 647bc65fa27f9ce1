package dev.junicorn.supervisor;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The thread that the supervisor is confined to, as others hand their reports over to it. What is
 * still reported when the thread has ended concerns nobody: its end is the last thing that happens.
 * Callable from any thread.
 */
public record SupervisorThread(ScheduledExecutorService executor, EventSink events) {

  void execute(Runnable task) {
    after(Duration.ZERO, task);
  }

  void after(Duration delay, Runnable task) {
    try {
      executor.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The server has ended.
    }
  }

  /** A bug in one step must be seen, and must not keep the next one from being taken. */
  private void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      StackTraceElement[] trace = e.getStackTrace();
      String where = trace.length == 0 ? "" : " at " + trace[0];
      events.publish(
          new ServerEvent.Failed(
              "A step of the supervisor failed, please report it: " + e + where));
    }
  }
}
