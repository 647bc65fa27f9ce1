package dev.junicorn.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleSupplier;

/** Makes meters from their {@link Metric}, so that none is without its unit and help. */
final class Meters {

  /**
   * From what a cache answers to what nobody waits for; the steps of Prometheus' own clients with
   * two more at the slow end.
   */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofMillis(2500),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
    Duration.ofSeconds(30),
    Duration.ofSeconds(60)
  };

  private final MeterRegistry registry;

  /** The registry holds what it counts weakly; this keeps it from being collected. */
  private final Map<Meter.Id, DoubleSupplier> held = new ConcurrentHashMap<>();

  Meters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * A number that only grows.
   *
   * @param tags names and values in turn
   */
  Counter counter(Metric metric, String... tags) {
    Counter.Builder builder = Counter.builder(metric.id()).description(metric.help()).tags(tags);
    return unit(metric)
        ? builder.baseUnit(metric.unit()).register(registry)
        : builder.register(registry);
  }

  /** A number that only grows and is kept elsewhere. */
  Meter counter(Metric metric, DoubleSupplier value, String... tags) {
    Meter meter =
        FunctionCounter.builder(metric.id(), value, DoubleSupplier::getAsDouble)
            .description(metric.help())
            .baseUnit(unit(metric) ? metric.unit() : null)
            .tags(tags)
            .register(registry);
    held.put(meter.getId(), value);
    return meter;
  }

  /** A number that is kept elsewhere, and held on to here. */
  Meter gauge(Metric metric, DoubleSupplier value, String... tags) {
    return Gauge.builder(metric.id(), value::getAsDouble)
        .description(metric.help())
        .baseUnit(unit(metric) ? metric.unit() : null)
        .tags(tags)
        .register(registry);
  }

  /** A histogram of times. */
  Timer timer(Metric metric, String... tags) {
    return Timer.builder(metric.id())
        .description(metric.help())
        .serviceLevelObjectives(BUCKETS)
        .tags(tags)
        .register(registry);
  }

  void remove(Meter meter) {
    registry.remove(meter);
    held.remove(meter.getId());
    meter.close();
  }

  private static boolean unit(Metric metric) {
    return !metric.unit().isEmpty();
  }
}
