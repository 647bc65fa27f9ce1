package dev.junicorn.supervisor;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The thread that the supervisor is confined to, as others hand their reports over to it. What is
 * still reported when the thread has ended concerns nobody: its end is the last thing that happens.
 * Callable from any thread.
 */
record SupervisorThread(ScheduledExecutorService executor) {

  void execute(Runnable task) {
    after(Duration.ZERO, task);
  }

  void after(Duration delay, Runnable task) {
    try {
      executor.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      // The server has ended.
    }
  }
}
