package dev.junicorn.event;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Events in the order they were published, bounded by a budget for each {@link Lane}: what does not
 * fit is dropped and counted. Any thread adds, one takes. For whoever listens to events without
 * holding up those who publish them.
 */
public final class EventQueue {

  /** An event and when it was published. */
  public record Entry(Lane lane, long weight, Instant time, ServerEvent event) {}

  private static final class Account {
    private final AtomicLong used = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong told = new AtomicLong();
  }

  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final Map<Lane, Account> accounts = new EnumMap<>(Lane.class);

  public EventQueue() {
    for (Lane lane : Lane.values()) {
      accounts.put(lane, new Account());
    }
  }

  /** For a listener to whom it is all the same when something happened. */
  public boolean offer(ServerEvent event) {
    return offer(Instant.EPOCH, event);
  }

  /** Adds the event, or counts it where its lane is full. */
  public boolean offer(Instant time, ServerEvent event) {
    Lane lane = Lane.of(event);
    long weight = Math.min(Weight.of(event), lane.budget());
    Account account = account(lane);
    if (account.used.addAndGet(weight) > lane.budget()) {
      account.used.addAndGet(-weight);
      account.dropped.incrementAndGet();
      return false;
    }
    entries.add(new Entry(lane, weight, time, event));
    return true;
  }

  public @Nullable Entry poll() {
    Entry entry = entries.poll();
    if (entry != null) {
      account(entry.lane()).used.addAndGet(-entry.weight());
    }
    return entry;
  }

  public boolean isEmpty() {
    return entries.isEmpty();
  }

  /** How many were dropped since this was last asked. For the thread that takes. */
  public long takeDropped(Lane lane) {
    Account account = account(lane);
    long dropped = account.dropped.get();
    return dropped - account.told.getAndSet(dropped);
  }

  /** How many were ever dropped. */
  public long dropped(Lane lane) {
    return account(lane).dropped.get();
  }

  private Account account(Lane lane) {
    return Objects.requireNonNull(accounts.get(lane), "every lane has an account");
  }
}
