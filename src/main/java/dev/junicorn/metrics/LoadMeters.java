package dev.junicorn.metrics;

import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * Shows the load as it was last known. Read by whoever scrapes, told by whoever owns what is looked
 * at: thread-safe.
 */
final class LoadMeters implements Consumer<Load> {

  private static final double NANOS = 1e9;

  private volatile Load load = Load.NONE;
  private volatile boolean asked;

  LoadMeters(Meters meters) {
    show(meters, Metric.SLOTS, Load::busy, "state", "busy");
    show(meters, Metric.SLOTS, Load::idle, "state", "idle");
    show(meters, Metric.RUNNING, Load::running);
    show(meters, Metric.QUEUED, Load::queued);
    show(meters, Metric.QUEUE_LIMIT, Load::queueLimit);
    show(meters, Metric.QUEUE_AGE, known -> known.oldestWaitNanos() / NANOS);
    show(meters, Metric.CONNECTIONS, Load::connections);
    show(meters, Metric.READY, known -> known.ready() ? 1 : 0);
    meters.counter(Metric.ACCEPTED, () -> load.accepted());
  }

  /** Asks, unless the last question is not answered yet: a loop that hangs is not asked twice. */
  void askFrom(LoadSource source) {
    if (!asked) {
      asked = true;
      source.look(this);
    }
  }

  @Override
  public void accept(Load known) {
    load = known;
    asked = false;
  }

  private void show(Meters meters, Metric metric, ToDoubleFunction<Load> value, String... labels) {
    meters.gauge(metric, () -> value.applyAsDouble(load), labels);
  }
}
