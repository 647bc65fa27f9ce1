package dev.junicorn.worker;

import java.util.Map;
import java.util.Set;

/** How a process ended. */
public sealed interface ExitStatus {

  /** In words, for the log. */
  String describe();

  /** Whether it was a signal by which a whole group of processes is told to end. */
  default boolean isRequest() {
    return false;
  }

  /** It called exit, or returned. */
  record Exited(int code) implements ExitStatus {
    @Override
    public String describe() {
      return "exit code " + code;
    }
  }

  /** The number of the signal that no process can catch. */
  int SIGKILL = 9;

  /** By which a worker ends itself where the app does not come to an end. */
  int SIGALRM = 14;

  /** A signal ended it. */
  record Signalled(int signal) implements ExitStatus {

    /** HUP, INT and TERM: of a terminal that closes, of Ctrl-C, of a service manager. */
    private static final Set<Integer> REQUESTS = Set.of(1, 2, 15);

    /** Linux on x86-64 and arm64: those that end a process unless it minds (signal(7)). */
    private static final Map<Integer, String> NAMES =
        Map.ofEntries(
            Map.entry(1, "SIGHUP"),
            Map.entry(2, "SIGINT"),
            Map.entry(3, "SIGQUIT"),
            Map.entry(4, "SIGILL"),
            Map.entry(5, "SIGTRAP"),
            Map.entry(6, "SIGABRT"),
            Map.entry(7, "SIGBUS"),
            Map.entry(8, "SIGFPE"),
            Map.entry(SIGKILL, "SIGKILL"),
            Map.entry(10, "SIGUSR1"),
            Map.entry(11, "SIGSEGV"),
            Map.entry(12, "SIGUSR2"),
            Map.entry(13, "SIGPIPE"),
            Map.entry(SIGALRM, "SIGALRM"),
            Map.entry(15, "SIGTERM"),
            Map.entry(24, "SIGXCPU"),
            Map.entry(25, "SIGXFSZ"),
            Map.entry(31, "SIGSYS"));

    /** {@code SIGKILL} and its like; the number with {@code SIG} where it has no name here. */
    public String name() {
      return NAMES.getOrDefault(signal, "SIG" + signal);
    }

    @Override
    public boolean isRequest() {
      return REQUESTS.contains(signal);
    }

    @Override
    public String describe() {
      return "killed by signal " + signal + " (" + name() + ")";
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
