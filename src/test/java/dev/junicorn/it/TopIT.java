package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code junicorn top}, through a pipe and in a terminal. */
class TopIT {

  private record Ended(int exitCode, String out) {}

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void throughAPipeALineNamesAppAndSlots() throws Exception {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "2");
    // Observers hear of what happens a moment later, that the worker is ready as well.
    Await.until(
        "a line with app and slots",
        () -> {
          Ended once = run(top(server, "--once"), server);
          assertThat(once.exitCode()).as(once.out()).isZero();
          assertThat(once.out().lines()).hasSize(1);
          return once.out().contains(" app=app:app state=ready busy=0/2 waiting=0");
        });
    server.stop();
  }

  @Test
  void inATerminalItShowsWhatRunsAndGivesTheTerminalBack() throws Exception {
    Junicorn server = servers.serve("hello", "--workers=1", "--threads=2", "--timeout=600");
    CompletableFuture<HttpResponse<byte[]>> running = server.web().getLater("/sleep?s=600");
    server.awaitRequests(1);
    for (String key : List.of("q", "\u0003")) {
      List<String> command =
          new ArrayList<>(
              List.of(Junicorn.PYTHON, "-B", "src/test/python/in_terminal.py", "/sleep", key));
      command.addAll(top(server));
      Ended ended = run(command, server);
      assertThat(ended.exitCode()).as(ended.out()).isZero();
      assertThat(ended.out())
          .contains("app:app", "1 of 2 slots busy", "raw while it ran: True, restored: True");
    }
    server.signal("INT");
    assertThat(running.join().statusCode()).isEqualTo(503);
  }

  @Test
  void whoeverEndsItFromOutsideGetsTheTerminalBackAsWell() throws Exception {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "2");
    List<String> command =
        new ArrayList<>(
            List.of(
                Junicorn.PYTHON, "-B", "src/test/python/in_terminal.py", "slots busy", "SIGTERM"));
    command.addAll(top(server));
    Ended ended = run(command, server);
    assertThat(ended.exitCode()).as(ended.out()).isEqualTo(128 + 15);
    assertThat(ended.out())
        .contains("raw while it ran: True, restored: True")
        .doesNotContain("Exception", "\tat ");
    server.stop();
  }

  @Test
  void whenTheServerEndsItSaysSoAndEnds() throws Exception {
    Junicorn server = servers.serve("hello", "--workers", "1");
    Process top = start(top(server), server);
    try (var lines = top.inputReader()) {
      String line = lines.readLine();
      while (line != null && !line.contains("state=ready")) {
        line = lines.readLine(); // it looks before the server has heard of its worker
      }
      assertThat(line).as("a line of a server that is ready").isNotNull();
      server.stop();
      assertThat(lines.lines().toList().getLast())
          .startsWith("junicorn: ")
          .containsAnyOf("server can be reached", "does not answer", "hung up");
    }
    assertThat(top.waitFor()).isEqualTo(2);
  }

  private static List<String> top(Junicorn server, String... options) {
    List<String> command =
        new ArrayList<>(List.of(Servers.launcher(), "top", "--pid", "" + server.pid()));
    command.addAll(List.of(options));
    return command;
  }

  private static Process start(List<String> command, Junicorn server) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_RUNTIME_DIR", server.temporary().toString());
    builder.environment().put("TERM", "xterm");
    return builder.start();
  }

  private static Ended run(List<String> command, Junicorn server) throws Exception {
    Process process = start(command, server);
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), out);
  }
}
