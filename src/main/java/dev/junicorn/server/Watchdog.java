package dev.junicorn.server;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells the service manager that the server is well, twice in the time it allows ({@code
 * WatchdogSec=}), while each of the threads that everything hangs on answers. If one does not, the
 * manager is left to do what it does about a service that hangs. Confined to the thread it is
 * scheduled on.
 */
final class Watchdog {

  private final Systemd systemd;
  private final List<Executor> watched;
  private final EventSink events;
  private final AtomicInteger owed = new AtomicInteger();
  private boolean told;

  /**
   * @param watched the threads that must answer
   */
  Watchdog(Systemd systemd, List<Executor> watched, EventSink events) {
    this.systemd = systemd;
    this.watched = watched;
    this.events = events;
  }

  /**
   * Begins.
   *
   * @param limit the longest silence that the manager accepts
   */
  void start(ScheduledExecutorService thread, Duration limit) {
    long period = limit.dividedBy(2).toMillis();
    thread.scheduleAtFixedRate(this::look, 0, Math.max(1, period), TimeUnit.MILLISECONDS);
  }

  /** Judges by the answers since the last look, and asks again. */
  void look() {
    if (owed.get() > 0) {
      if (!told) {
        told = true;
        events.publish(
            new ServerEvent.Warned(
                "A thread of the server does not answer; the service manager is not told that all"
                    + " is well (WatchdogSec=)."));
      }
      return;
    }
    told = false;
    systemd.alive();
    owed.set(watched.size());
    watched.forEach(thread -> thread.execute(owed::decrementAndGet));
  }
}
