package dev.junicorn.metrics;

import dev.junicorn.event.EventQueue;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.Lane;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.posix.DatagramSender;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Listens to events and keeps the numbers. {@link #publish} and {@link #scrape} are for any thread.
 *
 * <p>The thread does not wait to be woken, since that would cost a request more than the counting;
 * it looks ten times a second. Numbers are that much late, and the queue holds what comes
 * meanwhile.
 */
public final class Metrics implements EventSink, AutoCloseable {

  /** How often the queue is emptied. */
  private static final Duration TICK = Duration.ofMillis(100);

  private static final Duration LOAD_EVERY = Duration.ofSeconds(1);

  /** How long {@link #close} waits for the last events. */
  private static final Duration LAST_EVENTS = Duration.ofSeconds(1);

  private final EventQueue queue = new EventQueue();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final List<Observer> observers = new ArrayList<>();
  private final LoadMeters loadMeters = new LoadMeters(meters);
  private final LongSupplier nanoTime;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("junicorn-metrics").unstarted(this::work);
  private @Nullable LoadSource loads;
  private long nextLoad;
  private volatile boolean closing;

  /**
   * Makes the meters; {@link #start} begins.
   *
   * @param proc {@code /proc}
   */
  public Metrics(Path proc, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    nextLoad = nanoTime.getAsLong();
    observers.add(new EventMeters(meters));
    observers.add(new WorkerMeters(meters, new ProcessReader(proc), nanoTime));
    for (Lane lane : Lane.values()) {
      meters.counter(Metric.EVENTS_DROPPED, () -> queue.dropped(lane), "kind", label(lane));
    }
  }

  /**
   * Shows how many lines the log has lost.
   *
   * @param dropped asked when somebody scrapes
   */
  public void watchLog(ToLongFunction<Lane> dropped) {
    for (Lane lane : Lane.values()) {
      meters.counter(Metric.LOG_DROPPED, () -> dropped.applyAsLong(lane), "kind", label(lane));
    }
  }

  /**
   * Sends to StatsD as well. Looks up the host: may block.
   *
   * @param prefix before each name; may be empty
   * @param tags DogStatsD's, as they are written; may be empty
   * @throws IOException if it cannot be sent to
   */
  public void sendTo(StatsdAddress address, String prefix, String tags) throws IOException {
    StatsdSink sink = new StatsdSink(StatsdText.of(prefix, tags), open(address), nanoTime);
    meters.counter(Metric.STATSD_DROPPED, sink::dropped);
    observers.add(sink);
  }

  private static StatsdSink.Datagrams open(StatsdAddress address) throws IOException {
    return switch (address) {
      case StatsdAddress.Udp(String host, int port) -> UdpDatagrams.open(host, port);
      case StatsdAddress.Unix(Path path) -> new DatagramSender(path.toString())::send;
    };
  }

  /**
   * Begins to work.
   *
   * @param source asked once a second
   */
  public void start(LoadSource source) {
    loads = source;
    thread.start();
  }

  @Override
  public void publish(ServerEvent event) {
    if (!(event instanceof ServerEvent.WorkerOutput) && !closing) {
      queue.offer(event);
    }
  }

  /** Everything in Prometheus' text format, version 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  /** Takes the last events, for at most a second, and ends. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    try {
      thread.join(LAST_EVENTS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    while (!closing) {
      step();
      LockSupport.parkNanos(this, TICK.toNanos());
    }
    step();
    observers.forEach(Observer::close);
  }

  /** Takes all events and lets the observers settle; also what tests call. */
  void step() {
    for (EventQueue.@Nullable Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
      for (Observer observer : observers) {
        observer.take(entry.event());
      }
    }
    observers.forEach(Observer::settle);
    long now = nanoTime.getAsLong();
    if (loads != null && now - nextLoad >= 0) {
      nextLoad = now + LOAD_EVERY.toNanos();
      loadMeters.askFrom(loads);
    }
  }

  private static String label(Lane lane) {
    return lane.name().toLowerCase(Locale.ROOT);
  }
}
