package dev.junicorn.cli;

import dev.junicorn.control.ControlClient;
import dev.junicorn.control.ControlException;
import dev.junicorn.control.ControlFolder;
import dev.junicorn.control.ServerStatus;
import dev.junicorn.event.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds the server that a {@code ctl} command is for. */
final class ServerChoice {

  private static final String OTHERS =
      "Name a server of another user, or one started with --control-socket, with --control-socket"
          + " PATH: its log says \"Control socket at: PATH\".";

  private final Outside outside;

  ServerChoice(Outside outside) {
    this.outside = outside;
  }

  /**
   * The control socket to talk to.
   *
   * @param pid the wanted server's; null for any
   * @param socket where it is; null to look in the user's folder
   * @throws ControlException if there is none, or more than one to choose from
   */
  Path choose(@Nullable Long pid, @Nullable String socket) throws ControlException {
    if (socket != null) {
      return outside.workingDirectory().resolve(socket);
    }
    ControlFolder folder = folder();
    List<Path> sockets = sockets(folder);
    if (pid != null) {
      return sockets.stream()
          .filter(path -> ControlFolder.pidOf(path) == pid)
          .findFirst()
          .orElseThrow(() ->
              new ControlException(
                  "No server of this user with a control socket has the process id %d: %s. %s"
                      .formatted(pid, lookedAt(folder), OTHERS)));
    }
    return switch (sockets.size()) {
      case 0 ->
          throw new ControlException(
              "No server of this user (%s) is running: %s. Start one with junicorn APP. %s"
                  .formatted(folder.user(), lookedAt(folder), OTHERS));
      case 1 -> sockets.getFirst();
      default -> throw new ControlException(question(sockets));
    };
  }

  private ControlFolder folder() throws ControlException {
    try {
      return ControlFolder.of(outside.environment());
    } catch (IOException e) {
      throw unseen(e);
    }
  }

  private static List<Path> sockets(ControlFolder folder) throws ControlException {
    try {
      return folder.sockets();
    } catch (IOException e) {
      throw unseen(e);
    }
  }

  private static ControlException unseen(IOException e) {
    return new ControlException("Running servers cannot be looked for: " + Reason.of(e), e);
  }

  private static String lookedAt(ControlFolder folder) {
    return folder.candidates().stream()
        .map(Path::toString)
        .collect(Collectors.joining(", ", "none has its control socket in ", ""));
  }

  /** All are asked at once: those that hang are waited for together. */
  private static String question(List<Path> sockets) {
    TextTable table = new TextTable("PID", "STATE", "APP", "LISTENS AT");
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      sockets.stream()
          .map(socket -> CompletableFuture.supplyAsync(() -> row(socket), askers))
          .toList()
          .forEach(row -> table.row(row.join()));
    }
    return "Several servers are running. Choose one with --pid:\n  "
        + String.join("\n  ", table.lines());
  }

  private static Object[] row(Path socket) {
    try {
      JsonNode answer = new ControlClient(socket, System::nanoTime).ask(Map.of("do", "status"));
      ServerStatus status = ControlClient.read(answer.path("result"), ServerStatus.class);
      return new Object[] {
        status.pid(), status.state(), status.app(), String.join(", ", status.addresses())
      };
    } catch (ControlException e) {
      return new Object[] {ControlFolder.pidOf(socket), "does not answer", "?", "?"};
    }
  }
}
