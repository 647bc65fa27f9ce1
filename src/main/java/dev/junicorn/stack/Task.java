package dev.junicorn.stack;

import java.time.Duration;
import java.util.Optional;

/**
 * A thread or a process as the kernel sees it (proc(5), {@code /proc/PID/task/TID/stat} and {@code
 * /proc/PID/stat}).
 *
 * @param id the kernel's number of it
 * @param parent the process that its process is a child of
 * @param cpu user and system time so far; the kernel counts in steps of 10 ms
 */
public record Task(long id, long parent, State state, Duration cpu) {

  /** USER_HZ: 100 for user space on every Linux that we run on, whatever the kernel's own rate. */
  private static final int MILLIS_PER_TICK = 10;

  /** Counted from the state, which is the first field behind the name. */
  private static final int PARENT = 1;

  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  /** What the scheduler thinks of it. */
  public enum State {
    RUNNABLE,
    SLEEPING,
    UNINTERRUPTIBLE,
    STOPPED,
    ENDED;

    private static State of(char code) {
      return switch (code) {
        case 'R' -> RUNNABLE;
        case 'D' -> UNINTERRUPTIBLE;
        case 'T', 't' -> STOPPED;
        case 'Z', 'X', 'x' -> ENDED;
        default -> SLEEPING;
      };
    }
  }

  /** Reads a line of the kernel; empty if it is not one. */
  public static Optional<Task> parse(String stat) {
    // The name is in brackets and may hold anything, brackets too.
    int name = stat.indexOf('(');
    int behind = stat.lastIndexOf(')');
    if (name < 1 || behind < name || behind + 2 >= stat.length()) {
      return Optional.empty();
    }
    String[] fields = stat.substring(behind + 2).strip().split(" ", -1);
    try {
      long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]);
      return Optional.of(
          new Task(
              Long.parseLong(stat.substring(0, name).strip()),
              Long.parseLong(fields[PARENT]),
              State.of(fields[0].charAt(0)),
              Duration.ofMillis(ticks * MILLIS_PER_TICK)));
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      return Optional.empty();
    }
  }
}
