package dev.junicorn.server;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.junicorn.control.WorkerGroup;
import dev.junicorn.dispatch.DispatchSnapshot;
import dev.junicorn.dispatch.SlotSnapshot;
import dev.junicorn.supervisor.SupervisorSnapshot;
import dev.junicorn.supervisor.SupervisorSnapshot.Worker;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts workers that are alike together. Pure. */
final class WorkerGroups {

  /** What those of one group have in common. */
  private record Kind(String state, boolean outdated, int threads, int generation) {

    static Kind of(Worker worker, SupervisorSnapshot books) {
      return new Kind(
          WorkerGroups.state(worker),
          isOutdated(worker, books),
          worker.threads(),
          worker.generation());
    }
  }

  private WorkerGroups() {}

  /** Every worker of the books in one of the groups, the oldest first. */
  static List<WorkerGroup> of(SupervisorSnapshot books, DispatchSnapshot requests) {
    Map<Integer, List<SlotSnapshot>> busy = Slots.busy(requests, Integer.MAX_VALUE);
    Map<Kind, List<Worker>> kinds =
        books.books().stream()
            .collect(groupingBy(worker -> Kind.of(worker, books), LinkedHashMap::new, toList()));
    return kinds.entrySet().stream()
        .map(alike -> group(alike.getKey(), alike.getValue(), busy))
        .toList();
  }

  private static WorkerGroup group(
      Kind kind, List<Worker> workers, Map<Integer, List<SlotSnapshot>> busy) {
    return new WorkerGroup(
        kind.state(),
        kind.outdated(),
        workers.size(),
        kind.threads(),
        kind.generation(),
        workers.stream()
            .mapToInt(worker -> busy.getOrDefault(worker.id(), List.of()).size())
            .sum());
  }

  private static String state(Worker worker) {
    return switch (worker.state()) {
      case "ready" -> WorkerGroup.READY;
      case "draining", "ending" -> WorkerGroup.FINISHING;
      default -> WorkerGroup.STARTING;
    };
  }

  /** A generation that is being proven is newer than the one that serves. */
  private static boolean isOutdated(Worker worker, SupervisorSnapshot books) {
    return worker.leaving().isPresent()
        || worker.generation() < books.generation()
        || (worker.generation() == books.generation() && worker.threads() != books.threads());
  }
}
