package dev.junicorn.cli;

import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ControlException;
import dev.junicorn.plan.ConfigError;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command that asks a running server is told which one. */
final class WhichServer {

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "Which server, where several run: its process id.")
  @Nullable String pid;

  @Option(
      names = "--control-socket",
      paramLabel = "PATH",
      description = "Which server: as its own option of this name says.")
  @Nullable String socket;

  /** The way to that server; fails where it is not clear which one is meant. */
  ControlClient client(Outside outside) throws ControlException {
    Long number = pid == null ? null : Long.valueOf(processId(pid));
    return new ControlClient(new ServerChoice(outside).choose(number, socket), System::nanoTime);
  }

  private static long processId(String text) {
    if (!text.matches("[1-9][0-9]{0,9}")) {
      throw new ConfigError(
          "--pid " + text,
          "that is no process id.",
          "It is a number; without --pid the servers that run are listed, if there are several.");
    }
    return Long.parseLong(text);
  }
}
