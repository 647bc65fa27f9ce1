package dev.junicorn.testing;

import dev.junicorn.exchange.ServerTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** An event loop whose time is told by the test: nothing runs until {@link #advance}. */
public final class ManualLoop extends AbstractExecutorService
    implements ScheduledExecutorService, ServerTime {

  private final List<Task<?>> tasks = new ArrayList<>();
  private long now = 1_000_000_000L;
  private long asleep;

  @Override
  public long now() {
    return now;
  }

  /** How many tasks are still to run. */
  public int waiting() {
    return tasks.size();
  }

  @Override
  public long awake(long moment) {
    return moment - asleep;
  }

  /** Lets time pass in which nothing runs. What falls due meanwhile is late. */
  public void standStill(long amount, TimeUnit unit) {
    now += unit.toNanos(amount);
    asleep += unit.toNanos(amount);
  }

  /** Lets time pass and runs what falls due, in order. */
  public void advance(long amount, TimeUnit unit) {
    long end = now + unit.toNanos(amount);
    while (true) {
      Task<?> next = tasks.stream().min(Comparator.comparingLong(task -> task.at)).orElse(null);
      if (next == null || next.at > end) {
        now = end;
        return;
      }
      tasks.remove(next);
      now = Math.max(now, next.at);
      next.run();
    }
  }

  @Override
  public void execute(Runnable command) {
    schedule(command, 0, TimeUnit.NANOSECONDS);
  }

  @Override
  public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
    Task<Void> task = new Task<>(command, now + unit.toNanos(delay));
    tasks.add(task);
    return task;
  }

  @Override
  public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
    throw new AssertionError("not used");
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable command, long initial, long period, TimeUnit unit) {
    throw new AssertionError("not used");
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable command, long initial, long delay, TimeUnit unit) {
    return schedule(
        () -> {
          command.run();
          scheduleWithFixedDelay(command, delay, delay, unit);
        },
        initial,
        unit);
  }

  @Override
  public void shutdown() {
    tasks.clear();
  }

  @Override
  public List<Runnable> shutdownNow() {
    tasks.clear();
    return List.of();
  }

  @Override
  public boolean isShutdown() {
    return false;
  }

  @Override
  public boolean isTerminated() {
    return false;
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) {
    return true;
  }

  private static final class Task<V> extends FutureTask<V> implements ScheduledFuture<V> {
    private final long at;

    Task(Runnable command, long at) {
      super(() -> {
        command.run();
        return null;
      });
      this.at = at;
    }

    @Override
    public long getDelay(TimeUnit unit) {
      throw new AssertionError("not used");
    }

    @Override
    public int compareTo(Delayed other) {
      throw new AssertionError("not used");
    }
  }
}
