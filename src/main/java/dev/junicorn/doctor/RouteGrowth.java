package dev.junicorn.doctor;

import dev.junicorn.observation.Observation;
import dev.junicorn.observation.ServedRequest;
import dev.junicorn.observation.WorkerSeen;
import dev.junicorn.observation.WorkerSeen.MemoryPoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which route goes along with the growth of the workers' memory: least squares of what a worker
 * grew between two looks, on how many requests of each route it answered in between. Statistics, no
 * proof.
 */
final class RouteGrowth {

  /** More unknowns need more looks than there are. */
  private static final int ROUTES = 4;

  /** A coefficient of so many standard errors is hardly chance. */
  private static final double CERTAIN = 3;

  /** The part of the growth that the route must explain. */
  private static final double MOST = 0.6;

  private static final double NEARLY_ALL = 0.95;

  private static final double MEGA = 1 << 20;

  /** One worker between two looks: megabytes more, and requests by route. */
  private static final class Step {
    private final double grown;
    private final double[] requests;

    private Step(double grown, double[] requests) {
      this.grown = grown;
      this.requests = requests;
    }
  }

  /** A route, what a request of it adds, and the part of the growth that this explains. */
  record Suspect(String route, double bytesPerRequest, double share) {}

  private RouteGrowth() {}

  /** What can be said, as one sentence. */
  static String sentence(Signs signs) {
    List<String> routes = routes(signs.seen());
    if (routes.size() == 1) {
      return "Nearly all requests are for " + Words.plain(routes.getFirst()) + ".";
    }
    return suspect(signs.seen())
        .map(suspect ->
            "Statistically it goes along with %s: about %.1f MB for each of its requests, %s of the growth (least squares over the looks at the workers, no proof)."
                .formatted(
                    Words.plain(suspect.route),
                    suspect.bytesPerRequest / MEGA,
                    Words.percent(Math.min(1, suspect.share))))
        .orElse("No single route stands out statistically, so far.");
  }

  /** The route that explains most of it, if one does so beyond chance. */
  static Optional<Suspect> suspect(Observation seen) {
    List<String> routes = routes(seen);
    List<Step> steps = steps(seen, routes);
    double grown = steps.stream().mapToDouble(step -> step.grown).sum();
    if (routes.isEmpty() || steps.size() < 2 * routes.size() + 2 || grown <= 0) {
      return Optional.empty();
    }
    return LeastSquares.of(
            steps.stream().map(step -> step.requests).toList(),
            steps.stream().map(step -> step.grown).toList())
        .flatMap(fit -> best(routes, steps, fit, grown));
  }

  private static Optional<Suspect> best(
      List<String> routes, List<Step> steps, LeastSquares fit, double grown) {
    Suspect best = null;
    for (int i = 0; i < routes.size(); i++) {
      int route = i;
      double requests = steps.stream().mapToDouble(step -> step.requests[route]).sum();
      double share = fit.coefficient(i) * requests / grown;
      boolean certain = fit.coefficient(i) > CERTAIN * fit.error(i);
      if (certain && share >= MOST && (best == null || share > best.share)) {
        best = new Suspect(routes.get(i), fit.coefficient(i) * MEGA, share);
      }
    }
    return Optional.ofNullable(best);
  }

  /** Those with the most requests; only the first where it has nearly all of them. */
  private static List<String> routes(Observation seen) {
    Map<String, Long> counts =
        seen.requests().stream()
            .filter(request -> request.pid() != 0)
            .collect(Collectors.groupingBy(ServedRequest::route, Collectors.counting()));
    long all = counts.values().stream().mapToLong(Long::longValue).sum();
    List<String> routes =
        counts.entrySet().stream()
            .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
            .limit(ROUTES)
            .map(Map.Entry::getKey)
            .toList();
    return !routes.isEmpty() && counts.getOrDefault(routes.getFirst(), 0L) >= NEARLY_ALL * all
        ? routes.subList(0, 1)
        : routes;
  }

  private static List<Step> steps(Observation seen, List<String> routes) {
    if (seen.requests().isEmpty()) {
      return List.of();
    }
    long known = seen.requests().getFirst().endedMillis();
    Map<Integer, List<ServedRequest>> byWorker =
        seen.requests().stream().collect(Collectors.groupingBy(ServedRequest::pid));
    List<Step> steps = new ArrayList<>();
    for (WorkerSeen worker : seen.now().workers()) {
      List<ServedRequest> own = byWorker.getOrDefault(worker.pid(), List.of());
      List<MemoryPoint> points = worker.history();
      for (int i = 1; i < points.size(); i++) {
        MemoryPoint from = points.get(i - 1);
        MemoryPoint to = points.get(i);
        if (from.epochMillis() >= known && from.bytes() > 0 && to.bytes() > 0) {
          steps.add(new Step((to.bytes() - from.bytes()) / MEGA, counts(own, routes, from, to)));
        }
      }
    }
    return steps;
  }

  private static double[] counts(
      List<ServedRequest> requests, List<String> routes, MemoryPoint from, MemoryPoint to) {
    Map<String, Integer> index = new HashMap<>();
    routes.forEach(route -> index.put(route, index.size()));
    double[] counts = new double[routes.size()];
    for (ServedRequest request : requests) {
      Integer route = index.get(request.route());
      if (route != null
          && request.endedMillis() > from.epochMillis()
          && request.endedMillis() <= to.epochMillis()) {
        counts[route]++;
      }
    }
    return counts;
  }
}
