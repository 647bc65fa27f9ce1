package dev.junicorn.metrics;

import dev.junicorn.exchange.TimeSplit;
import io.micrometer.core.instrument.Counter;

/** Adds up where the time of requests went. Confined to the metrics' thread. */
final class SplitMeters {

  private static final double SECOND = 1e9;

  private final Counter receiving;
  private final Counter queue;
  private final Counter dispatch;
  private final Counter cpu;
  private final Counter contention;
  private final Counter blocked;
  private final Counter sending;

  SplitMeters(Meters meters) {
    receiving = part(meters, "receiving");
    queue = part(meters, "queue");
    dispatch = part(meters, "dispatch");
    cpu = part(meters, "cpu");
    contention = part(meters, "contention");
    blocked = part(meters, "blocked");
    sending = part(meters, "sending");
  }

  void count(TimeSplit split) {
    receiving.increment(split.receiving() / SECOND);
    queue.increment(split.queue() / SECOND);
    dispatch.increment(split.dispatch() / SECOND);
    cpu.increment(split.cpu() / SECOND);
    contention.increment(split.contention() / SECOND);
    blocked.increment(split.blocked() / SECOND);
    sending.increment(split.sending() / SECOND);
  }

  private static Counter part(Meters meters, String part) {
    return meters.counter(Metric.REQUEST_TIME, "part", part);
  }
}
