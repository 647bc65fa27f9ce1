package dev.junicorn.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;

/** How the kernel schedules threads. */
public final class Scheduling {

  private static final int SCHED_BATCH = 3;
  private static final int THIS_THREAD = 0;

  private Scheduling() {}

  /**
   * Asks that the calling thread, when it wakes up, does not push another one off its processor
   * (SCHED_BATCH, sched(7)). It needs no privilege and changes nothing while a processor is idle.
   *
   * @return false if the system refuses, which costs speed only
   */
  public static boolean yieldOnWakeUp() {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.schedSetscheduler(
              Libc.newState(arena), THIS_THREAD, SCHED_BATCH, arena.allocateFrom(JAVA_INT, 0))
          == 0;
    }
  }
}
