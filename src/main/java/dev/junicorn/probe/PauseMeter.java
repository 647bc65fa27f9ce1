package dev.junicorn.probe;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Finds out for how long its loop did not get to run, because the machine was busy or the garbage
 * was collected: what arrived meanwhile was seen too late. Confined to the loop.
 */
final class PauseMeter {

  private static final Duration PERIOD = Duration.ofMillis(5);

  private final EventLoop loop;
  private final LongSupplier nanoTime;
  private long last;
  private long longest;
  private boolean running;

  PauseMeter(EventLoop loop, LongSupplier nanoTime) {
    this.loop = loop;
    this.nanoTime = nanoTime;
  }

  void start() {
    running = true;
    last = nanoTime.getAsLong();
    tickLater();
  }

  /** Ends it; returns the longest pause so far. */
  Duration stop() {
    if (running) {
      look();
      running = false;
    }
    return Duration.ofNanos(longest);
  }

  private void tick() {
    if (running) {
      look();
      tickLater();
    }
  }

  private void tickLater() {
    loop.schedule(this::tick, PERIOD.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void look() {
    long now = nanoTime.getAsLong();
    longest = Math.max(longest, now - last - PERIOD.toNanos());
    last = now;
  }
}
