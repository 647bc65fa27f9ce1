package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Signals to other processes. */
public final class ProcessSignal {

  private ProcessSignal() {}

  /**
   * Sends a signal (kill(2)).
   *
   * @param pid one process, 1 or more: never a group
   * @param signal its number, 1 to 64
   * @throws IOException if the process is gone or not ours
   */
  public static void send(int pid, int signal) throws IOException {
    if (pid < 1) {
      throw new IllegalArgumentException("pid " + pid + " is not one process");
    }
    kill(pid, signal);
  }

  /**
   * Sends a signal to all processes of a group.
   *
   * @param leader the process that made it, 2 or more; it may have ended
   * @throws IOException if nobody is in it any more
   */
  static void sendToGroup(int leader, int signal) throws IOException {
    if (leader < 2) {
      throw new IllegalArgumentException("pid " + leader + " leads no group of ours");
    }
    kill(-leader, signal);
  }

  private static void kill(int pid, int signal) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      if (Libc.kill(state, pid, signal) != 0) {
        throw Libc.failure("cannot send signal " + signal + " to " + pid, Libc.errno(state));
      }
    }
  }
}
