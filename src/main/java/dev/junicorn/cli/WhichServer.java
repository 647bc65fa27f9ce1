package dev.junicorn.cli;

import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ControlException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a command that asks a running server is told which one. */
final class WhichServer {

  @Option(
      names = "--pid",
      paramLabel = "PID",
      description = "Which server, where several run: its process id.")
  @Nullable Long pid;

  @Option(
      names = "--control-socket",
      paramLabel = "PATH",
      description = "Which server: as its own option of this name says.")
  @Nullable String socket;

  /** The way to that server; fails where it is not clear which one is meant. */
  ControlClient client(Outside outside) throws ControlException {
    return new ControlClient(new ServerChoice(outside).choose(pid, socket), System::nanoTime);
  }
}
