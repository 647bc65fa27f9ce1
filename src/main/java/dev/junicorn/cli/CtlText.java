package dev.junicorn.cli;

import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ServerStatus;
import dev.junicorn.control.StackView;
import dev.junicorn.control.WorkerView;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.top.Words;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A server's answers for people. Pure: values in, lines out. */
final class CtlText {

  private CtlText() {}

  /** The answer to a command that shows something. */
  static List<String> lines(CtlVerb verb, JsonNode result) {
    return switch (verb) {
      case STATUS -> StatusText.lines(ControlClient.read(result, ServerStatus.class));
      case WORKERS -> workers(List.of(ControlClient.read(result, WorkerView[].class)));
      case SLOTS -> slots(List.of(ControlClient.read(result, SlotSeen[].class)));
      case STACKS -> StacksText.lines(List.of(ControlClient.read(result, StackView[].class)));
      case RELOAD, SCALE, RECYCLE, DRAIN, RESUME, STOP, LOGS_REOPEN ->
          throw new IllegalArgumentException(verb + " shows nothing");
    };
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

  static List<String> slots(List<SlotSeen> slots) {
    TextTable table = new TextTable("WORKER", "PID", "SLOT", "STATE", "FOR", "AHEAD", "REQUEST");
    for (SlotSeen slot : slots) {
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

  /** What a slot runs. */
  static String request(SlotSeen slot) {
    return (slot.method() + " " + slot.target()).strip();
  }
}
