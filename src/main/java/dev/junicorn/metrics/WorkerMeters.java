package dev.junicorn.metrics;

import dev.junicorn.event.EventObserver;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.observation.ProcessReader;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The workers that live: how many, and what each uses. A worker's own series end with it. Confined
 * to the observers' thread, except for what a scraper reads.
 */
final class WorkerMeters implements EventObserver {

  /**
   * How often {@code /proc} is asked. The memory of a large worker costs the kernel some
   * milliseconds, in which that worker cannot map any.
   */
  private static final Duration EVERY = Duration.ofSeconds(5);

  private static final double NANOS = 1e9;

  private static final class Worker {
    private final int pid;
    private final List<Meter> meters = new ArrayList<>();
    private final Counter contention;
    private volatile boolean ready;
    private volatile double cpuSeconds;
    private volatile double pssBytes = Double.NaN;

    private Worker(int pid, Counter contention) {
      this.pid = pid;
      this.contention = contention;
      meters.add(contention);
    }
  }

  private final Meters meters;
  private final ProcessReader reader;
  private final LongSupplier nanoTime;
  private final Map<Integer, Worker> workers = new HashMap<>();
  private volatile int booting;
  private volatile int ready;
  private long nextLook;

  WorkerMeters(Meters meters, ProcessReader reader, LongSupplier nanoTime) {
    this.meters = meters;
    this.reader = reader;
    this.nanoTime = nanoTime;
    nextLook = nanoTime.getAsLong();
    meters.gauge(Metric.WORKERS, () -> booting, "state", "booting");
    meters.gauge(Metric.WORKERS, () -> ready, "state", "ready");
  }

  @Override
  public void take(ServerEvent event) {
    switch (event) {
      case ServerEvent.RequestServed served -> {
        waited(served.workerPid(), served.split().contention());
        return;
      }
      case ServerEvent.WorkerStarted started -> began(started.worker(), started.pid());
      case ServerEvent.WorkerReady booted -> {
        began(booted.worker(), booted.pid()).ready = true;
        nextLook = nanoTime.getAsLong();
      }
      case ServerEvent.WorkerExited exited -> ended(exited.worker());
      default -> {
        return;
      }
    }
    ready = (int) workers.values().stream().filter(worker -> worker.ready).count();
    booting = workers.size() - ready;
  }

  @Override
  public void settle() {
    long now = nanoTime.getAsLong();
    if (now - nextLook >= 0) {
      nextLook = now + EVERY.toNanos();
      workers.values().forEach(this::look);
    }
  }

  private Worker began(int id, int pid) {
    return workers.computeIfAbsent(
        id,
        _ -> {
          String[] labels = {"worker", Integer.toString(id), "pid", Integer.toString(pid)};
          Worker worker = new Worker(pid, meters.counter(Metric.WORKER_CONTENTION, labels));
          worker.meters.add(meters.counter(Metric.WORKER_CPU, () -> worker.cpuSeconds, labels));
          worker.meters.add(meters.gauge(Metric.WORKER_PSS, () -> worker.pssBytes, labels));
          return worker;
        });
  }

  /** One that has ended meanwhile has no series any more. */
  private void waited(int pid, long nanos) {
    for (Worker worker : workers.values()) {
      if (worker.pid == pid) {
        worker.contention.increment(nanos / NANOS);
      }
    }
  }

  private void ended(int id) {
    Worker worker = workers.remove(id);
    if (worker != null) {
      worker.meters.forEach(meters::remove);
    }
  }

  private void look(Worker worker) {
    reader.cpuSeconds(worker.pid).ifPresent(seconds -> worker.cpuSeconds = seconds);
    reader.pssBytes(worker.pid).ifPresent(bytes -> worker.pssBytes = bytes);
  }
}
