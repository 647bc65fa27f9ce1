package dev.junicorn.forensics;

import dev.junicorn.event.CrashEvent.Consequence;
import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.event.DeadlineEvent.Place;
import dev.junicorn.forensics.CrashFacts.Boot;
import dev.junicorn.forensics.CrashFacts.LastStack;
import dev.junicorn.forensics.CrashFacts.Life;
import dev.junicorn.forensics.CrashFacts.LostRequest;
import dev.junicorn.forensics.CrashFacts.Output;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is gathered of one worker while it lives. Confined to the forensics thread, but for the
 * lines of its output, which are added by the thread that reads them.
 */
final class WorkerHistory {

  /** Lines of output that are kept: what Python writes at a crash of six threads, at most. */
  private static final int LINES = 640;

  /** Characters of each of them. */
  private static final int LINE_CHARS = 2000;

  /** Characters of all of them: an app that logs long lines must not fill the server's heap. */
  private static final int OUTPUT_CHARS = 200_000;

  /** Five minutes, at one sample in five seconds. */
  static final int SAMPLES = 60;

  /** Far more slots than a worker has. */
  private static final int REQUESTS = 256;

  /** What a stack says that is worth keeping, characters. */
  private static final int STACK_CHARS = 16 * 1024;

  private final int pid;
  private final String reason;
  private final Instant started;
  private final long startedAt;
  private final Ring<String> lines = new Ring<>(LINES, OUTPUT_CHARS, String::length);
  private final Ring<MemorySample> memory = new Ring<>(SAMPLES);
  private final Ring<RequestInterrupted> requests = new Ring<>(REQUESTS);
  private final Map<Integer, SlotStack> stacks = new HashMap<>();
  private final Map<Integer, RequestInterrupted> overdue = new LinkedHashMap<>();
  private Optional<Boot> boot = Optional.empty();

  /** The stack of a slot's thread, and which request it was running. */
  private record SlotStack(String method, String target, Duration age, String text) {}

  /**
   * @param startedAt monotonic nanoseconds
   */
  WorkerHistory(int pid, String reason, Instant started, long startedAt) {
    this.pid = pid;
    this.reason = reason;
    this.started = started;
    this.startedAt = startedAt;
  }

  int pid() {
    return pid;
  }

  /** It printed a line. Callable from any thread. */
  void printed(String line) {
    lines.add(cut(line, LINE_CHARS));
  }

  void ready(Boot how) {
    boot = Optional.of(how);
  }

  void sampled(MemorySample sample) {
    memory.add(sample);
  }

  void interrupted(RequestInterrupted request) {
    requests.add(request);
  }

  /** Somebody looked where the request in a slot was; the latest look counts. */
  void stackSeen(Place place, Duration age, String text) {
    if (stacks.size() < REQUESTS || stacks.containsKey(place.slot())) {
      stacks.put(
          place.slot(), new SlotStack(place.method(), place.target(), age, cut(text, STACK_CHARS)));
    }
  }

  /** A request was answered for its age, and its thread still runs it. */
  void exceeded(Place place, Duration age, boolean begun) {
    if (overdue.size() < REQUESTS) {
      overdue.put(
          place.slot(),
          new RequestInterrupted(
              place.method(),
              place.target(),
              pid,
              place.slot(),
              age,
              1,
              begun ? Consequence.CUT : Consequence.ANSWERED_504,
              place.id()));
    }
  }

  /** The thread let go of it. */
  void cameBack(Place place) {
    overdue.remove(place.slot());
  }

  Life life(long diedAt) {
    return new Life(reason, started, Duration.ofNanos(diedAt - startedAt), boot);
  }

  List<MemorySample> memory() {
    return memory.items();
  }

  Output output() {
    return new Output(lines.items(), lines.dropped());
  }

  List<LostRequest> requests() {
    return Stream.concat(requests.items().stream(), overdue.values().stream())
        .map(request -> new LostRequest(request, stackOf(request)))
        .toList();
  }

  /** A stack of the same slot that is not older than the request. */
  private Optional<LastStack> stackOf(RequestInterrupted request) {
    return Optional.ofNullable(stacks.get(request.slot()))
        .filter(stack -> stack.age().compareTo(request.age()) <= 0)
        .filter(stack -> stack.method().equals(request.method()))
        .filter(stack -> stack.target().equals(request.target()))
        .map(stack -> new LastStack(stack.age(), stack.text()));
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length) + "…";
  }
}
