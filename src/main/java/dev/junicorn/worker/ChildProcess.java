package dev.junicorn.worker;

import dev.junicorn.posix.TaskLimit;
import java.io.IOException;

/** Starting a process, and saying in the operator's words why there is none. */
public final class ChildProcess {

  /** The system's words for a process that it does not allow. */
  private static final String NOT_NOW = "error: 11 ";

  /** The JDK's helper fails in the same place, and the JDK suspects an update. */
  private static final String HELPER = "spawn helper";

  private ChildProcess() {}

  /**
   * Starts it.
   *
   * @throws IOException if it cannot be started
   */
  public static Process start(ProcessBuilder builder) throws IOException {
    try {
      return builder.start();
    } catch (OutOfMemoryError e) {
      // The thread that waits for its end. The pipes are closed with the object, and ends it.
      throw new IOException(TaskLimit.REACHED, e);
    } catch (IOException e) {
      throw new IOException(explain(String.valueOf(e.getMessage())), e);
    }
  }

  /** One line. */
  static String explain(String message) {
    if (message.contains(NOT_NOW)) {
      return TaskLimit.REACHED;
    }
    return message.contains(HELPER)
        ? TaskLimit.REACHED
            + ". If Java was updated while this server ran, stop it and start it again"
        : message.replaceFirst(": Exec failed, error: \\d+ \\((.*)\\) *$", ": $1");
  }
}
