package dev.junicorn.server;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Executors of one daemon thread each. */
final class OneThread {

  private OneThread() {}

  /** It runs from the start: when it has something to do, the system may let none be started. */
  static ScheduledExecutorService named(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    executor.prestartCoreThread();
    return executor;
  }

  /**
   * Begins no task any more, interrupts the one that runs, and lets it come to its end: what it
   * uses may go when this returns.
   *
   * @param limit for a task that hangs
   */
  static void end(ScheduledExecutorService executor, Duration limit) {
    executor.shutdownNow();
    try {
      executor.awaitTermination(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
