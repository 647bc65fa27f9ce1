package dev.junicorn.metrics;

import dev.junicorn.event.EventObserver;
import dev.junicorn.event.ServerEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Sends StatsD's lines, as many in one datagram as fit. Nothing waits for a receiver: what cannot
 * be sent at once is lost and counted. Confined to the observers' thread.
 */
final class StatsdSink implements EventObserver {

  /** Where datagrams go. */
  @FunctionalInterface
  interface Datagrams {
    /**
     * Sends one, without waiting.
     *
     * @throws IOException if it cannot be sent now
     */
    void send(String lines) throws IOException;
  }

  /** What is not broken up on an Ethernet, with room for IP version 6 and tunnels. */
  static final int LARGEST = 1400;

  private static final Duration WORKERS_EVERY = Duration.ofSeconds(1);

  private final StatsdText text;
  private final Datagrams datagrams;
  private final LongSupplier nanoTime;
  private final Set<Integer> workers = new HashSet<>();
  private final StringBuilder pending = new StringBuilder();
  private long nextGauge;
  private final AtomicLong dropped = new AtomicLong();

  StatsdSink(StatsdText text, Datagrams datagrams, LongSupplier nanoTime) {
    this.text = text;
    this.datagrams = datagrams;
    this.nanoTime = nanoTime;
    nextGauge = nanoTime.getAsLong();
  }

  /** Datagrams that could not be sent. Any thread. */
  long dropped() {
    return dropped.get();
  }

  @Override
  public void take(ServerEvent event) {
    switch (event) {
      case ServerEvent.WorkerStarted started -> workers.add(started.worker());
      case ServerEvent.WorkerExited exited -> workers.remove(exited.worker());
      default -> {}
    }
    text.lines(event).forEach(this::add);
  }

  @Override
  public void settle() {
    long now = nanoTime.getAsLong();
    if (now - nextGauge >= 0) {
      nextGauge = now + WORKERS_EVERY.toNanos();
      add(text.workers(workers.size()));
    }
    flush();
  }

  @Override
  public void close() {
    flush();
  }

  private void add(String line) {
    if (!pending.isEmpty() && pending.length() + 1 + line.length() > LARGEST) {
      flush();
    }
    pending.append(pending.isEmpty() ? "" : "\n").append(line);
  }

  private void flush() {
    if (pending.isEmpty()) {
      return;
    }
    try {
      datagrams.send(pending.toString());
    } catch (IOException e) {
      dropped.incrementAndGet();
    }
    pending.setLength(0);
  }
}
