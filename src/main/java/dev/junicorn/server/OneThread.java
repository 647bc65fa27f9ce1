package dev.junicorn.server;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

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
}
