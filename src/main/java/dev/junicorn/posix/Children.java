package dev.junicorn.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Child processes that nobody waits for. */
public final class Children {

  private static final int WNOHANG = 1;

  private Children() {}

  /**
   * Takes the exit status of one child that has ended, so that its entry goes from the process
   * table.
   *
   * @return false if it is no child of ours, runs still, or was reaped by somebody else
   */
  public static boolean reap(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      return Libc.waitpid(Libc.newState(arena), pid, status, WNOHANG) == pid;
    }
  }
}
