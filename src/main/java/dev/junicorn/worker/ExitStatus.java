package dev.junicorn.worker;

import java.util.Map;

/** How a process ended. */
public sealed interface ExitStatus {

  /** In words, for the log. */
  String describe();

  /** It called exit, or returned. */
  record Exited(int code) implements ExitStatus {
    @Override
    public String describe() {
      return "exit code " + code;
    }
  }

  /** A signal ended it. */
  record Signalled(int signal) implements ExitStatus {

    private static final Map<Integer, String> NAMES =
        Map.of(
            1, "SIGHUP", 2, "SIGINT", 3, "SIGQUIT", 4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8,
            "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 15, "SIGTERM");

    @Override
    public String describe() {
      return "killed by signal " + signal + " (" + NAMES.getOrDefault(signal, "see kill -l") + ")";
    }
  }

  /** Its parent is gone and nobody could ask. */
  record Unknown() implements ExitStatus {
    @Override
    public String describe() {
      return "how is not known: the spawner ended first";
    }
  }
}
