package dev.junicorn.metrics;

import dev.junicorn.event.EventObserver;
import dev.junicorn.event.Lane;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.observation.ProcessReader;
import dev.junicorn.posix.DatagramSender;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Makes numbers of events. Confined to the observers' thread, except for {@link #scrape}, which is
 * for any.
 */
public final class Metrics implements EventObserver {

  private static final Duration LOAD_EVERY = Duration.ofSeconds(1);

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meters meters = new Meters(registry);
  private final List<EventObserver> observers = new ArrayList<>();
  private final LoadMeters loadMeters = new LoadMeters(meters);
  private final LongSupplier nanoTime;
  private @Nullable LoadSource loads;
  private long nextLoad;

  /**
   * Makes the meters.
   *
   * @param proc {@code /proc}
   */
  public Metrics(Path proc, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    nextLoad = nanoTime.getAsLong();
    observers.add(new EventMeters(meters));
    observers.add(new WorkerMeters(meters, new ProcessReader(proc), nanoTime));
  }

  /**
   * Shows how many events came too fast to be counted.
   *
   * @param dropped asked when somebody scrapes
   */
  public void watchEvents(ToLongFunction<Lane> dropped) {
    for (Lane lane : Lane.values()) {
      meters.counter(Metric.EVENTS_DROPPED, () -> dropped.applyAsLong(lane), "kind", label(lane));
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
   * Sends to StatsD as well. Looks up the host: may block. One that is not known now is looked up
   * again.
   *
   * @param prefix before each name; may be empty
   * @param tags DogStatsD's, as they are written; may be empty
   * @return whether the host is known now
   * @throws IOException if it cannot be sent to
   */
  public boolean sendTo(StatsdAddress address, String prefix, String tags) throws IOException {
    StatsdSink.Datagrams datagrams = open(address);
    StatsdSink sink = new StatsdSink(StatsdText.of(prefix, tags), datagrams, nanoTime);
    meters.counter(Metric.STATSD_DROPPED, sink::dropped);
    observers.add(sink);
    return !(datagrams instanceof UdpDatagrams udp) || udp.isKnown();
  }

  private StatsdSink.Datagrams open(StatsdAddress address) throws IOException {
    return switch (address) {
      case StatsdAddress.Udp(String host, int port) -> UdpDatagrams.to(host, port, nanoTime);
      case StatsdAddress.Unix(Path path) -> new DatagramSender(path.toString())::send;
    };
  }

  /**
   * Shows the load, too. Before the observers begin.
   *
   * @param source asked once a second
   */
  public void watchLoad(LoadSource source) {
    loads = source;
  }

  /** Everything in Prometheus' text format, version 0.0.4. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void take(ServerEvent event) {
    for (EventObserver observer : observers) {
      observer.take(event);
    }
  }

  @Override
  public void settle() {
    observers.forEach(EventObserver::settle);
    long now = nanoTime.getAsLong();
    if (loads != null && now - nextLoad >= 0) {
      nextLoad = now + LOAD_EVERY.toNanos();
      loadMeters.askFrom(loads);
    }
  }

  @Override
  public void close() {
    observers.forEach(EventObserver::close);
  }

  private static String label(Lane lane) {
    return lane.name().toLowerCase(Locale.ROOT);
  }
}
