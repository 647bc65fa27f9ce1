package dev.junicorn.doctor;

import dev.junicorn.observation.ServedRequest;
import dev.junicorn.observation.SlotSeen;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a route has had of the slots in some time.
 *
 * @param requests that ended
 * @param running requests of it now
 * @param slotSeconds how long its requests, ended and running, have had a slot
 * @param cpuSeconds how long those that ended computed
 * @param queueSeconds how long those that ended had waited for a slot
 */
record RouteUse(
    String route,
    int requests,
    int running,
    double slotSeconds,
    double cpuSeconds,
    double queueSeconds) {

  private static final double NANOS = 1e9;

  /** By route, the one with the most slot time first. */
  static List<RouteUse> of(Window window, List<SlotSeen> slots) {
    Map<String, RouteUse> uses = new HashMap<>();
    Map<String, String> routes = new HashMap<>();
    for (ServedRequest request : window.requests()) {
      if (request.pid() != 0) {
        routes.put(request.path(), request.route());
        add(uses, ended(request));
      }
    }
    for (SlotSeen slot : slots) {
      if (slot.state().equals(SlotSeen.BUSY)) {
        String path = path(slot.target());
        add(
            uses,
            running(routes.getOrDefault(path, path), Math.min(slot.seconds(), window.wanted())));
      }
    }
    return uses.values().stream()
        .sorted((one, other) -> Double.compare(other.slotSeconds, one.slotSeconds))
        .toList();
  }

  /** All of them together. */
  static RouteUse together(Collection<RouteUse> uses) {
    return uses.stream().reduce(new RouteUse("", 0, 0, 0, 0, 0), RouteUse::plus);
  }

  /** How long a request has a slot, on average. */
  double service() {
    return slotSeconds / Math.max(1, requests + running);
  }

  /** How long a request waits for a slot, on average. */
  double queue() {
    return queueSeconds / Math.max(1, requests);
  }

  private static RouteUse ended(ServedRequest request) {
    return new RouteUse(
        request.route(),
        1,
        0,
        request.split().app() / NANOS,
        request.split().cpu() / NANOS,
        request.split().queue() / NANOS);
  }

  private static RouteUse running(String route, double seconds) {
    return new RouteUse(route, 0, 1, seconds, 0, 0);
  }

  private static void add(Map<String, RouteUse> uses, RouteUse use) {
    uses.merge(use.route, use, RouteUse::plus);
  }

  private RouteUse plus(RouteUse other) {
    return new RouteUse(
        route,
        requests + other.requests,
        running + other.running,
        slotSeconds + other.slotSeconds,
        cpuSeconds + other.cpuSeconds,
        queueSeconds + other.queueSeconds);
  }

  private static String path(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
