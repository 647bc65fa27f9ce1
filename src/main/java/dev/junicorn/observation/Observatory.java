package dev.junicorn.observation;

import dev.junicorn.event.EventObserver;
import dev.junicorn.event.EventQueue;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.Lane;
import dev.junicorn.event.ServerEvent;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The thread on which observers hear of events. {@link #publish} is for any thread.
 *
 * <p>The thread does not wait to be woken, since that would cost a request more than the observing;
 * it looks ten times a second, and more often under load. What observers know is that much late,
 * and the queue holds what comes meanwhile.
 */
public final class Observatory implements EventSink, AutoCloseable {

  /** How often the queue is emptied. */
  private static final Duration TICK = Duration.ofMillis(100);

  /** So many events in a tick are many. */
  private static final int MANY = 100;

  /**
   * How often it is emptied while there are many: what waits here survives the collector's rounds,
   * each of which copies it.
   */
  private static final Duration BUSY_TICK = Duration.ofMillis(20);

  /** How long {@link #close} waits for the last events. */
  private static final Duration LAST_EVENTS = Duration.ofSeconds(1);

  private final Consumer<RuntimeException> faults;
  private final EventQueue queue = new EventQueue();
  private final List<EventObserver> observers = new CopyOnWriteArrayList<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("junicorn-observer").unstarted(this::work);
  private volatile boolean closing;

  /** Whether a fault was told: it may come again with every event. Confined to the thread. */
  private boolean faulty;

  /**
   * @param faults is told of the first that an observer makes, which ends neither it nor the others
   */
  public Observatory(Consumer<RuntimeException> faults) {
    this.faults = faults;
  }

  /** Adds one that hears of what comes from now on. */
  public void add(EventObserver observer) {
    observers.add(observer);
  }

  /** Begins to work. */
  public void start() {
    thread.start();
  }

  @Override
  public void publish(ServerEvent event) {
    if (!closing) {
      queue.offer(event);
    }
  }

  /** How many events were ever dropped because they came too fast. */
  public long dropped(Lane lane) {
    return queue.dropped(lane);
  }

  /** Takes the last events, for at most a second, and ends. */
  @Override
  public void close() {
    close(LAST_EVENTS);
  }

  void close(Duration limit) {
    closing = true;
    if (!thread.isAlive()) {
      return; // the server could not even listen
    }
    LockSupport.unpark(thread);
    try {
      thread.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    while (!closing) {
      int taken = step();
      LockSupport.parkNanos(this, (taken < MANY ? TICK : BUSY_TICK).toNanos());
    }
    step();
    observers.forEach(EventObserver::close);
  }

  /**
   * Tells of all events and lets the observers settle; for tests as well.
   *
   * @return how many events there were
   */
  public int step() {
    int taken = 0;
    for (EventQueue.@Nullable Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
      for (EventObserver observer : observers) {
        tell(observer, entry.event());
      }
      taken++;
    }
    for (EventObserver observer : observers) {
      settle(observer);
    }
    return taken;
  }

  private void tell(EventObserver observer, ServerEvent event) {
    try {
      observer.take(event);
    } catch (RuntimeException e) {
      stumbled(e);
    }
  }

  private void settle(EventObserver observer) {
    try {
      observer.settle();
    } catch (RuntimeException e) {
      stumbled(e);
    }
  }

  /** At the end what observers look at is gone one by one, and nobody reads them any more. */
  private void stumbled(RuntimeException fault) {
    if (!faulty && !closing) {
      faulty = true;
      faults.accept(fault);
    }
  }
}
