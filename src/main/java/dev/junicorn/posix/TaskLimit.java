package dev.junicorn.posix;

import java.io.IOException;

/**
 * The system's limit on tasks, which processes and threads are alike. Where it is reached, Java
 * throws an {@link Error} at the start of a thread, on which hardly anybody counts: what is to work
 * there has its threads before, or starts them here.
 */
public final class TaskLimit {

  /** Why none could be started, and what to do. */
  public static final String REACHED =
      "the system lets it start no more processes and threads. Raise the limit: pids.max or --pids-limit of the container, TasksMax= of systemd, or ulimit -u";

  private TaskLimit() {}

  /**
   * Starts a thread.
   *
   * @throws IOException if there can be no more
   */
  public static void start(Thread thread) throws IOException {
    try {
      thread.start();
    } catch (OutOfMemoryError e) {
      throw new IOException(REACHED, e);
    }
  }
}
