package dev.junicorn.metrics;

import dev.junicorn.event.CrashEvent;
import dev.junicorn.event.EventObserver;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.SupervisionEvent;
import dev.junicorn.observation.Causes;
import dev.junicorn.observation.Routes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;

/**
 * Counts events. The meters are kept in maps of their own, because the registry's look-up by name
 * and labels costs more than the counting. Confined to the observers' thread.
 */
final class EventMeters implements EventObserver {

  private record RouteStatus(String route, int statusClass) {}

  private final Meters meters;
  private final Routes routes = Routes.lasting();
  private final Map<RouteStatus, Counter> requests = new HashMap<>();
  private final Map<String, Timer> durations = new HashMap<>();
  private final Map<String, Counter> refused = new HashMap<>();
  private final SplitMeters split;
  private final Timer queueWait;
  private final Counter bytes;
  private final Counter appFailures;
  private final Counter clientsLeftBefore;
  private final Counter clientsLeftWithin;
  private final Counter interrupted;
  private final Counter bootFailures;

  EventMeters(Meters meters) {
    this.meters = meters;
    split = new SplitMeters(meters);
    queueWait = meters.timer(Metric.QUEUE_WAIT);
    bytes = meters.counter(Metric.RESPONSE_BYTES);
    appFailures = meters.counter(Metric.APP_FAILURES);
    clientsLeftBefore = meters.counter(Metric.CLIENTS_LEFT, "answer", "none");
    clientsLeftWithin = meters.counter(Metric.CLIENTS_LEFT, "answer", "begun");
    interrupted = meters.counter(Metric.REQUESTS_INTERRUPTED);
    bootFailures = meters.counter(Metric.BOOT_FAILURES);
    // A counter that is first seen at 1 has not increased, for Prometheus.
    Causes.expected().forEach(this::refusals);
    exits(true);
    exits(false);
  }

  @Override
  public void take(ServerEvent event) {
    switch (event) {
      case ServerEvent.RequestServed served -> served(served);
      case ServerEvent.RequestRefused early -> refused(Causes.ofStatus(early.status()));
      case ServerEvent.AppFailed _ -> appFailures.increment();
      case ServerEvent.ClientLeft left ->
          (left.beforeAnswer() ? clientsLeftBefore : clientsLeftWithin).increment();
      case CrashEvent.RequestInterrupted _ -> interrupted.increment();
      case ServerEvent.WorkerBootFailed _ -> bootFailures.increment();
      case ServerEvent.WorkerExited exited -> exits(exited.expected()).increment();
      case SupervisionEvent.WorkerToBeReplaced replaced ->
          meters
              .counter(
                  Metric.WORKER_RECYCLES,
                  "reason",
                  Causes.ofRecycling(replaced.reason(), replaced.urgent()))
              .increment();
      default -> {}
    }
  }

  private void served(ServerEvent.RequestServed served) {
    String route = routes.group(served.request().path(), served.status(), served.receivedAt());
    requests
        .computeIfAbsent(new RouteStatus(route, served.status() / 100), this::requests)
        .increment();
    durations
        .computeIfAbsent(route, name -> meters.timer(Metric.DURATION, "route", name))
        .record(served.elapsed());
    split.count(served.split());
    bytes.increment((double) served.bodyBytes());
    if (served.workerPid() != 0) {
      queueWait.record(served.waited());
    }
    if (served.failure() != null) {
      refused(Causes.of(served.failure()));
    }
  }

  /** Nothing was sent where there is no class. */
  private Counter requests(RouteStatus key) {
    String statusClass = key.statusClass == 0 ? "none" : key.statusClass + "xx";
    return meters.counter(Metric.REQUESTS, "route", key.route, "status", statusClass);
  }

  private void refused(String cause) {
    refusals(cause).increment();
  }

  private Counter refusals(String cause) {
    return refused.computeIfAbsent(cause, name -> meters.counter(Metric.REFUSED, "cause", name));
  }

  private Counter exits(boolean expected) {
    return meters.counter(Metric.WORKER_EXITS, "expected", Boolean.toString(expected));
  }
}
