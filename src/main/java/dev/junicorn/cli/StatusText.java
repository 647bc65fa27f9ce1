package dev.junicorn.cli;

import dev.junicorn.control.ServerStatus;
import dev.junicorn.control.WorkerGroup;
import dev.junicorn.observation.Refused;
import dev.junicorn.top.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A server in one look, for people: what is there, and what is still coming. Pure. */
final class StatusText {

  private final ServerStatus status;

  private StatusText(ServerStatus status) {
    this.status = status;
  }

  static List<String> lines(ServerStatus status) {
    StatusText text = new StatusText(status);
    List<String> lines = new ArrayList<>();
    lines.add(
        "junicorn %s (pid %d) serves %s".formatted(status.version(), status.pid(), status.app()));
    lines.add("  state       " + status.state() + ", up for " + Words.age(status.uptimeSeconds()));
    lines.add("  listens at  " + String.join(", ", status.addresses()));
    lines.add(
        "  workers     " + text.present() + text.auto() + ", generation " + status.generation());
    if (text.isChanging()) {
      lines.add("  coming      " + text.coming());
    }
    Refused refused = status.refused();
    if (refused != null) {
      lines.add(
          "  reload      refused %s ago, so the code from before serves: %s"
              .formatted(Words.age(refused.seconds()), refused.why()));
    }
    lines.add("  requests    " + text.requests());
    return lines;
  }

  /** {@code 3 workers with 6 threads each}. */
  static String size(int workers, int threads) {
    return Words.counted(workers, "worker") + " with " + Words.counted(threads, "thread") + " each";
  }

  /** What is there of a size that is on its way, and what it waits for. */
  static String change(ServerStatus status) {
    StatusText text = new StatusText(status);
    return text.isChanging() ? text.present() + "; to come: " + text.coming() : text.present();
  }

  private boolean isChanging() {
    return status.groups().stream().anyMatch(group -> group.outdated() || !group.isReady());
  }

  /** The workers that take requests. */
  private String present() {
    boolean asWanted =
        status.groups().stream()
            .filter(WorkerGroup::isReady)
            .allMatch(group -> group.threads() == status.threads());
    if (asWanted && status.workersReady() <= status.workersWanted()) {
      return "%d of %d ready with %s each"
          .formatted(
              status.workersReady(),
              status.workersWanted(),
              Words.counted(status.threads(), "thread"));
    }
    return status.workersReady() + " ready, " + bySize(WorkerGroup::isReady);
  }

  /** {@code 1 with 8 threads, 2 with 6 threads}. */
  private String bySize(Predicate<WorkerGroup> which) {
    Map<Integer, Integer> sizes = new TreeMap<>();
    status.groups().stream()
        .filter(which)
        .forEach(group -> sizes.merge(group.threads(), group.workers(), Integer::sum));
    return sizes.entrySet().stream()
        .map(size -> size.getValue() + " with " + Words.counted(size.getKey(), "thread"))
        .collect(Collectors.joining(", "));
  }

  /** What is wanted, and what has to happen until it is there. */
  private String coming() {
    List<String> steps = new ArrayList<>();
    int starting = count(group -> group.state().equals(WorkerGroup.STARTING));
    int outdated = count(group -> group.isReady() && group.outdated());
    int finishing = count(group -> group.state().equals(WorkerGroup.FINISHING));
    if (starting > 0) {
      steps.add(starting + (starting == 1 ? " starts" : " start"));
    }
    if (outdated > 0) {
      steps.add(outdated + (outdated == 1 ? " is" : " are") + " to be replaced");
    }
    if (finishing > 0) {
      steps.add(finishing + (finishing == 1 ? " ends" : " end") + afterRequests());
    }
    return size(status.workersWanted(), status.threads()) + " (" + String.join(", ", steps) + ")";
  }

  private String afterRequests() {
    return finishing() == 0 ? "" : " after " + Words.counted(finishing(), "request");
  }

  /** How many requests run in workers that get no more; their slots are not counted. */
  private int finishing() {
    return status.groups().stream()
        .filter(group -> group.state().equals(WorkerGroup.FINISHING))
        .mapToInt(WorkerGroup::busy)
        .sum();
  }

  private int count(Predicate<WorkerGroup> which) {
    return status.groups().stream().filter(which).mapToInt(WorkerGroup::workers).sum();
  }

  private String auto() {
    return status.grows() ? " (auto: more where requests wait)" : "";
  }

  private String requests() {
    String oldest =
        status.waiting() == 0 ? "" : ", the first for " + Words.age(status.oldestWaitingSeconds());
    return slots()
        + "%d running%s, %d waiting (at most %d)"
            .formatted(status.running(), elsewhere(), status.waiting(), status.queueLimit())
        + oldest;
  }

  private String elsewhere() {
    return finishing() == 0 ? "" : " (%d in workers that get no more)".formatted(finishing());
  }

  private String slots() {
    return status.slots() == 0
        ? ""
        : "%d of %s busy: ".formatted(status.busySlots(), Words.counted(status.slots(), "slot"));
  }
}
