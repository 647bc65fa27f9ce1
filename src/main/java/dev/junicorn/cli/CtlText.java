package dev.junicorn.cli;

import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ServerStatus;
import dev.junicorn.control.SlotView;
import dev.junicorn.control.StackView;
import dev.junicorn.control.WorkerView;
import dev.junicorn.top.Words;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A server's answers for people. Pure: values in, lines out. */
final class CtlText {

  private CtlText() {}

  /** The answer to a command that shows something. */
  static List<String> lines(CtlVerb verb, JsonNode result) {
    return switch (verb) {
      case STATUS -> status(ControlClient.read(result, ServerStatus.class));
      case WORKERS -> workers(List.of(ControlClient.read(result, WorkerView[].class)));
      case SLOTS -> slots(List.of(ControlClient.read(result, SlotView[].class)));
      case STACKS -> stacks(List.of(ControlClient.read(result, StackView[].class)));
      case RELOAD, SCALE, RECYCLE, DRAIN, RESUME, STOP, LOGS_REOPEN ->
          throw new IllegalArgumentException(verb + " shows nothing");
    };
  }

  static List<String> status(ServerStatus status) {
    String oldest =
        status.waiting() == 0 ? "" : ", the first for " + Words.age(status.oldestWaitingSeconds());
    return List.of(
        "junicorn %s (pid %d) serves %s".formatted(status.version(), status.pid(), status.app()),
        "  state       " + status.state() + ", up for " + Words.age(status.uptimeSeconds()),
        "  listens at  " + String.join(", ", status.addresses()),
        "  workers     %d of %d ready with %s each%s, generation %d"
            .formatted(
                status.workersReady(),
                status.workersWanted(),
                counted(status.threads(), "thread"),
                status.grows() ? " (auto: more where requests wait)" : "",
                status.generation()),
        "  requests    "
            + "%d running, %d waiting (at most %d)"
                .formatted(status.running(), status.waiting(), status.queueLimit())
            + oldest);
  }

  static List<String> workers(List<WorkerView> workers) {
    TextTable table =
        new TextTable(
            "WORKER",
            "PID",
            "GENERATION",
            "STATE",
            "AGE",
            "BUSY",
            "REQUESTS",
            "MEMORY",
            "STARTED BECAUSE");
    for (WorkerView worker : workers) {
      table.row(
          worker.id(),
          worker.pid(),
          worker.generation(),
          worker.state(),
          Words.age(worker.ageSeconds()),
          worker.busy() + " of " + worker.threads(),
          worker.requests(),
          worker.memoryBytes() == 0 ? "-" : (worker.memoryBytes() >> 20) + " MiB",
          worker.reason());
    }
    return table.lines();
  }

  static List<String> slots(List<SlotView> slots) {
    TextTable table = new TextTable("WORKER", "PID", "SLOT", "STATE", "FOR", "AHEAD", "REQUEST");
    for (SlotView slot : slots) {
      boolean idle = slot.state().equals("idle");
      table.row(
          slot.worker(),
          slot.pid(),
          slot.slot(),
          slot.state(),
          idle ? "-" : Words.age(slot.seconds()),
          slot.ahead(),
          request(slot));
    }
    return table.lines();
  }

  static List<String> stacks(List<StackView> stacks) {
    if (stacks.isEmpty()) {
      return List.of("No thread is busy.");
    }
    List<String> lines = new ArrayList<>();
    for (StackView stack : stacks) {
      SlotView slot = stack.slot();
      if (!lines.isEmpty()) {
        lines.add("");
      }
      lines.add(
          "%s, for %s (worker %d, pid %d, slot %d; %s)"
              .formatted(
                  request(slot),
                  Words.age(slot.seconds()),
                  slot.worker(),
                  slot.pid(),
                  slot.slot(),
                  stack.how()));
      stack.stack().stripTrailing().lines().map(line -> "  " + line).forEach(lines::add);
    }
    return lines;
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String request(SlotView slot) {
    return (slot.method() + " " + slot.target()).strip();
  }
}
