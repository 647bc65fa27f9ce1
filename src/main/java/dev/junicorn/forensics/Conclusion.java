package dev.junicorn.forensics;

import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.worker.ExitStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What follows from the facts, in sentences. Only what is known: the out-of-memory killer is named
 * where the kernel counted it, and nowhere else. Pure.
 *
 * @param outOfMemory whether it is known that the out-of-memory killer ended the worker
 * @param sentences two or three, each a line of the log
 */
record Conclusion(boolean outOfMemory, List<String> sentences) {

  /** How many requests are named in the log; the report names all. */
  private static final int NAMED = 3;

  static Conclusion of(CrashFacts facts) {
    List<String> sentences = new ArrayList<>();
    sentences.add(cause(facts));
    sentences.add(life(facts));
    boolean noRoom = outOfMemory(facts) && facts.life().boot().isEmpty();
    sentences.add(noRoom ? remedy(facts) : requests(facts.requests()));
    return new Conclusion(outOfMemory(facts), List.copyOf(sentences));
  }

  private static boolean outOfMemory(CrashFacts facts) {
    return facts.end().isUnexplained()
        && facts.oom().filter(oom -> oom.kills() > 0 && oom.explainsAll()).isPresent();
  }

  private static String cause(CrashFacts facts) {
    WorkerEnd end = facts.end();
    String died = "Worker %d (pid %d) died: ".formatted(end.worker(), end.pid());
    return died
        + switch (end.how()) {
          case ExitStatus.Exited exited -> exited.describe() + ". It ended itself.";
          case ExitStatus.Unknown unknown -> orphan(facts, unknown);
          case ExitStatus.Signalled signalled -> signalled.describe() + sender(facts);
        };
  }

  private static String orphan(CrashFacts facts, ExitStatus.Unknown unknown) {
    Optional<OomChange> oom = facts.oom().filter(change -> change.kills() > 0);
    if (oom.isEmpty() || facts.end().signalledByServer()) {
      return unknown.describe() + ".";
    }
    return oom.get().explainsAll()
        ? "killed with its spawner by the kernel's out-of-memory killer: " + change(oom.get()) + "."
        : "%s. Meanwhile the out-of-memory killer ended %d of %d: %s."
            .formatted(
                unknown.describe(), oom.get().kills(), oom.get().suspects(), change(oom.get()));
  }

  private static String sender(CrashFacts facts) {
    if (facts.end().signalledByServer()) {
      return ", which the server sent.";
    }
    if (!facts.end().isUnexplained()) {
      return ", which the server did not send.";
    }
    return facts
        .oom()
        .map(Conclusion::sender)
        .orElse(
            ", which the server did not send. Whether the out-of-memory killer did is not known: no"
                + " oom_kill counter can be read here.");
  }

  private static String sender(OomChange oom) {
    if (oom.kills() == 0) {
      return ". Neither the server sent it nor the kernel's out-of-memory killer: oom_kill in %s stayed at %d."
          .formatted(oom.source(), oom.after());
    }
    return oom.explainsAll()
        ? " by the kernel's out-of-memory killer: " + change(oom) + "."
        : ", one of %d processes at a time when the out-of-memory killer ended %d: %s."
            .formatted(oom.suspects(), oom.kills(), change(oom));
  }

  private static String change(OomChange oom) {
    return "oom_kill in %s went from %d to %d".formatted(oom.source(), oom.before(), oom.after());
  }

  private static String life(CrashFacts facts) {
    StringBuilder text = new StringBuilder("It had lived " + seconds(facts.life().age()));
    text.append(", had answered ").append(plural(facts.end().requests()));
    if (facts.life().boot().isEmpty()) {
      text.append(", and was never ready");
    }
    List<MemorySample> memory = facts.memory();
    if (!memory.isEmpty()) {
      text.append("; ").append(memory(memory, facts.diedAt()));
    }
    return text.append('.').toString();
  }

  /** For one that ran no request yet. */
  private static String remedy(CrashFacts facts) {
    String limit =
        facts.memoryLimit() == 0
            ? "There is not enough memory"
            : "The %s that there are for server and workers are not enough"
                .formatted(mebibytes(facts.memoryLimit()));
    return limit
        + " to import the app in every worker: start fewer (--workers N, or auto, which starts as"
        + " many as fit), or give the machine or the container more.";
  }

  private static String memory(List<MemorySample> samples, long diedAt) {
    MemorySample last = samples.getLast();
    String text =
        "its memory was %s %s before the end"
            .formatted(mebibytes(last.resident()), before(last, diedAt));
    MemorySample first = samples.getFirst();
    return samples.size() == 1
        ? text
        : text + " and %s %s before".formatted(mebibytes(first.resident()), before(first, diedAt));
  }

  private static String requests(List<CrashFacts.LostRequest> lost) {
    if (lost.isEmpty()) {
      return "It was running no request.";
    }
    List<String> named = lost.stream().limit(NAMED).map(each -> describe(each.request())).toList();
    int more = lost.size() - named.size();
    return "It was running "
        + String.join(", ", named)
        + (more > 0 ? " and " + more + " more." : ".");
  }

  private static String describe(RequestInterrupted request) {
    return request.method() + " " + request.target() + " for " + seconds(request.age());
  }

  private static String before(MemorySample sample, long diedAt) {
    return seconds(Duration.ofNanos(Math.max(0, diedAt - sample.at())));
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  private static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.0f MiB", bytes / 1048576.0);
  }

  private static String plural(long requests) {
    return requests == 1 ? "1 request" : requests + " requests";
  }
}
