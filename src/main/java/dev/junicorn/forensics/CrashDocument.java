package dev.junicorn.forensics;

import dev.junicorn.forensics.CrashFacts.LostRequest;
import dev.junicorn.worker.ExitStatus;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The facts as the JSON that {@code docs/crash-reports.md} specifies. Pure. */
final class CrashDocument {

  /** Goes up when a field changes its meaning or goes away; new ones leave it alone. */
  static final int FORMAT = 1;

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private CrashDocument() {}

  static String of(CrashFacts facts, Conclusion conclusion, String serverVersion) {
    ObjectNode root = JSON.createObjectNode();
    root.put("format", FORMAT);
    root.put("time", facts.time().truncatedTo(ChronoUnit.MILLIS).toString());
    root.put("junicorn", serverVersion);
    strings(root.putArray("conclusion"), conclusion.sentences());
    root.put("out_of_memory", conclusion.outOfMemory());
    worker(root.putObject("worker"), facts);
    end(root.putObject("end"), facts.end());
    memory(root.putObject("memory"), facts);
    ArrayNode requests = root.putArray("requests");
    facts.requests().forEach(lost -> request(requests.addObject(), lost));
    ObjectNode output = root.putObject("output");
    output.put("lines_before", facts.output().before());
    strings(output.putArray("last_lines"), facts.output().lines());
    return JSON.writeValueAsString(root) + "\n";
  }

  private static void worker(ObjectNode node, CrashFacts facts) {
    WorkerEnd end = facts.end();
    CrashFacts.Life life = facts.life();
    node.put("number", end.worker());
    node.put("pid", end.pid());
    node.put("generation", end.generation());
    node.put("started", life.started().truncatedTo(ChronoUnit.MILLIS).toString());
    node.put("started_because", life.reason());
    node.put("age_seconds", seconds(life.age()));
    if (life.boot().isEmpty()) {
      node.putNull("boot_seconds");
      node.putNull("python");
    } else {
      node.put("boot_seconds", seconds(life.boot().get().took()));
      node.put("python", life.boot().get().python());
    }
    node.put("requests_answered", end.requests());
  }

  private static void end(ObjectNode node, WorkerEnd end) {
    node.put("description", end.how().describe());
    node.putNull("exit_code");
    node.putNull("signal");
    node.putNull("signal_name");
    switch (end.how()) {
      case ExitStatus.Exited(int code) -> node.put("exit_code", code);
      case ExitStatus.Signalled signalled ->
          node.put("signal", signalled.signal()).put("signal_name", signalled.name());
      case ExitStatus.Unknown _ -> {}
    }
    node.put("server_sent_signal", end.signalledByServer());
  }

  private static void memory(ObjectNode node, CrashFacts facts) {
    Optional<OomChange> oom = facts.oom();
    if (oom.isEmpty()) {
      node.putNull("oom_kill");
    } else {
      ObjectNode counter = node.putObject("oom_kill");
      counter.put("source", oom.get().source());
      counter.put("before", oom.get().before());
      counter.put("after", oom.get().after());
      counter.put("workers_killed", oom.get().suspects());
    }
    ArrayNode samples = node.putArray("samples");
    for (MemorySample sample : facts.memory()) {
      ObjectNode point = samples.addObject();
      point.put("seconds_before", seconds(Duration.ofNanos(facts.diedAt() - sample.at())));
      point.put("rss_bytes", sample.resident());
      sample.proportional().ifPresent(bytes -> point.put("pss_bytes", bytes));
    }
  }

  private static void request(ObjectNode node, LostRequest lost) {
    node.put("method", lost.request().method());
    node.put("target", lost.request().target());
    node.put("slot", lost.request().slot());
    node.put("age_seconds", seconds(lost.request().age()));
    node.put("workers_died", lost.request().deaths());
    node.put("consequence", lost.request().consequence().name().toLowerCase(Locale.ROOT));
    if (lost.stack().isEmpty()) {
      node.putNull("last_stack");
    } else {
      ObjectNode stack = node.putObject("last_stack");
      stack.put("age_seconds", seconds(lost.stack().get().age()));
      strings(stack.putArray("lines"), lost.stack().get().text().lines().toList());
    }
  }

  private static void strings(ArrayNode array, List<String> values) {
    values.forEach(array::add);
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }
}
