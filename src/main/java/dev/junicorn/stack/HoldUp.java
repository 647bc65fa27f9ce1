package dev.junicorn.stack;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Why a worker's request, or the whole worker, does not move on. */
public enum HoldUp {
  /** The watchdog thread answers: whoever is slow, or stuck, is so alone. */
  ONE_THREAD("nothing else in its worker is held up"),
  /** Nobody gets the interpreter, and CPU is used. */
  GIL_IN_USE(
      "the interpreter does not answer and a thread uses CPU: C code that computes holds the GIL,"
          + " and every thread of this worker waits for it"),
  /** Nobody gets the interpreter, and nobody computes. */
  GIL_ASLEEP(
      "the interpreter does not answer and no thread uses CPU: C code that waits holds the GIL,"
          + " and every thread of this worker waits for it"),
  /** Stopped by a signal or a debugger. */
  STOPPED("the process is stopped (SIGSTOP or a debugger)"),
  /** In an uninterruptible system call. */
  IN_THE_KERNEL("a thread waits in the kernel for a disk or a network file system"),
  /** It wants to compute and may not. */
  STARVED("the process gets no CPU: the machine, or the container's limit, is used up"),
  /** The process cannot be looked at. */
  UNKNOWN("what the process does cannot be seen");

  /**
   * Ten turns at the GIL: Python code that computed for so long would have let the watchdog in. An
   * absolute time, because on a machine that is used up a process computes a small part of it.
   */
  private static final Duration COMPUTES = Duration.ofMillis(50);

  private final String sentence;

  HoldUp(String sentence) {
    this.sentence = sentence;
  }

  /** For the log; begins in lower case, ends without a full stop. */
  public String sentence() {
    return sentence;
  }

  /** Whether a dump by signal can be had: a stopped process handles no signal. */
  public boolean takesSignals() {
    return this != STOPPED;
  }

  /**
   * Judges a worker whose watchdog did not answer.
   *
   * @param before its threads when it was asked
   * @param after its threads now, some tenths of a second later
   */
  public static HoldUp ofSilence(List<Task> before, List<Task> after) {
    if (after.isEmpty()) {
      return UNKNOWN;
    }
    if (after.stream().allMatch(task -> task.state() == Task.State.STOPPED)) {
      return STOPPED;
    }
    if (after.stream().anyMatch(task -> task.state() == Task.State.UNINTERRUPTIBLE)) {
      return IN_THE_KERNEL;
    }
    if (cpuBetween(before, after).compareTo(COMPUTES) >= 0) {
      return GIL_IN_USE;
    }
    return isKeptWaiting(before, after) ? STARVED : GIL_ASLEEP;
  }

  /**
   * Whether a thread wanted a processor both times. Once is no sign: who waits for the GIL wakes up
   * every few milliseconds to ask for it.
   */
  private static boolean isKeptWaiting(List<Task> before, List<Task> after) {
    Set<Long> earlier = runnable(before);
    return runnable(after).stream().anyMatch(earlier::contains);
  }

  private static Set<Long> runnable(List<Task> tasks) {
    return tasks.stream()
        .filter(task -> task.state() == Task.State.RUNNABLE)
        .map(Task::id)
        .collect(Collectors.toSet());
  }

  private static Duration cpuBetween(List<Task> before, List<Task> after) {
    Map<Long, Duration> earlier = new HashMap<>();
    before.forEach(task -> earlier.put(task.id(), task.cpu()));
    Duration sum = Duration.ZERO;
    for (Task task : after) {
      Duration was = earlier.get(task.id());
      if (was != null) {
        sum = sum.plus(task.cpu().minus(was));
      }
    }
    return sum;
  }
}
