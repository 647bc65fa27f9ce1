package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every kind of address to listen on. */
class ListeningIT {

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void aUnixSocketIsServedAndRemoved() {
    Path socket = servers.temporaryFolder().resolve("app.sock");
    Junicorn server = servers.serve("hello", "--bind", "unix:" + socket);
    try (RawClient client = RawClient.connect(socket)) {
      assertThat(client.get("/").body()).isEqualTo("hello\n");
      assertThat(client.get("/environ").body())
          .contains("\"REMOTE_ADDR\": \"\"", "\"SERVER_NAME\": \"it\"", "\"SERVER_PORT\": \"80\"");
    }
    server.stop();
    assertThat(socket).doesNotExist();
  }

  /** The proxy in front is another user. */
  @Test
  void everyUserMayConnectToAUnixSocket() throws IOException {
    Path socket = servers.temporaryFolder().resolve("app.sock");
    servers.serve("hello", "--bind", "unix:" + socket);
    assertThat(Files.getPosixFilePermissions(socket))
        .containsExactlyInAnyOrder(PosixFilePermission.values());
  }

  @Test
  void clientsThatCannotBeAcceptedAreReportedAndServedLater() throws Exception {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "1");
    Pattern said = Pattern.compile("Clients cannot be accepted .*too many open files in this proc");
    limitFiles(server, Proc.firstFreeDescriptor(server.pid()));
    List<RawClient> clients = new ArrayList<>();
    try {
      Await.until(
          "no more are accepted", // the first may get a number that was in use for a moment
          () -> {
            clients.add(server.connect().request("GET", "/"));
            return server.lines(said).findFirst().isPresent();
          });
      limitFiles(server, 4096);
      for (RawClient client : clients) {
        assertThat(client.answer("GET").body()).isEqualTo("hello\n");
      }
    } finally {
      clients.forEach(RawClient::close);
    }
    assertThat(server.logText()).doesNotContain("exceptionCaught");
  }

  private static void limitFiles(Junicorn server, long most) throws Exception {
    Process prlimit =
        new ProcessBuilder("prlimit", "--pid", "" + server.pid(), "--nofile=" + most + ":")
            .inheritIO()
            .start();
    assertThat(prlimit.waitFor()).isZero();
  }

  @Test
  void aUnixSocketThatAKilledServerLeftIsTakenOver() {
    Path socket = servers.temporaryFolder().resolve("app.sock");
    Junicorn killed = servers.serve("hello", "--bind", "unix:" + socket);
    killed.signal("KILL");
    killed.awaitExit();
    assertThat(socket).exists();
    Junicorn server = servers.serve("hello", "--bind", "unix:" + socket);
    try (RawClient client = RawClient.connect(socket)) {
      assertThat(client.get("/").body()).isEqualTo("hello\n");
    }
    server.stop();
  }

  @Test
  void aUnixSocketThatIsServedIsNotTakenAway() {
    Path socket = servers.temporaryFolder().resolve("app.sock");
    servers.serve("hello", "--bind", "unix:" + socket);
    Junicorn second = servers.launch("hello", "--bind", "unix:" + socket);
    assertThat(second.awaitExit()).isEqualTo(1);
    assertThat(second.logText())
        .contains("unix:" + socket, ": another server listens there.", "choose another path")
        .doesNotContain(socket + ": " + socket);
    try (RawClient client = RawClient.connect(socket)) {
      assertThat(client.get("/").body()).isEqualTo("hello\n");
    }
  }

  @Test
  void aFileThatIsNoSocketIsNotRemoved() throws IOException {
    Path file = Files.writeString(servers.temporaryFolder().resolve("precious"), "content");
    Junicorn server = servers.launch("hello", "--bind", "unix:" + file);
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(file).hasContent("content");
  }

  @Test
  void aSocketIsInheritedFromTheParent() {
    String parent =
        """
        import os, socket, sys
        listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        print("parent listens at %d" % listening.getsockname()[1], flush=True)
        os.dup2(listening.fileno(), 9)
        os.set_inheritable(9, True)
        os.execv(sys.argv[1], sys.argv[1:])
        """;
    Junicorn server =
        servers.run(
            List.of(Junicorn.PYTHON, "-c", parent, Servers.launcher()),
            servers.temporaryFolder(),
            Map.of(),
            List.of(
                "--chdir",
                Junicorn.APPS.resolve("hello").toString(),
                "--python",
                Junicorn.PYTHON,
                "--bind",
                "fd://9",
                "app:app"));
    int port = Integer.parseInt(server.awaitLine("parent listens at (\\d+)").group(1));
    try (RawClient client = RawClient.connect(port)) {
      assertThat(client.get("/").body()).isEqualTo("hello\n");
    }
    server.stop();
  }

  @Test
  void severalAddressesAreServedTogether() {
    Path socket = servers.temporaryFolder().resolve("app.sock");
    Junicorn server =
        servers.serve(
            "hello", "--bind", "127.0.0.1:0", "-b", "127.0.0.2:0", "-b", "unix:" + socket);
    List<Integer> ports =
        server
            .lines(Pattern.compile("Listening at: http://127.0.0.[12]:(\\d+)"))
            .map(match -> Integer.valueOf(match.group(1)))
            .toList();
    assertThat(ports).hasSize(2);
    for (int i = 0; i < 2; i++) {
      InetAddress address = InetAddress.ofLiteral("127.0.0." + (i + 1));
      try (RawClient client = RawClient.connect(address, ports.get(i), 0)) {
        assertThat(client.get("/").body()).isEqualTo("hello\n");
      }
    }
    try (RawClient client = RawClient.connect(socket)) {
      assertThat(client.get("/").body()).isEqualTo("hello\n");
    }
    server.stop();
  }

  @Test
  void anAddressOfIpv6IsServed() {
    assumeTrue(hasIpv6(), "this machine has no IPv6");
    Junicorn server = servers.serve("hello", "--bind", "[::1]:0");
    InetAddress address = InetAddress.ofLiteral("::1");
    try (RawClient client = RawClient.connect(address, server.port(), 0)) {
      assertThat(client.get("/environ").body()).contains("\"REMOTE_ADDR\": \"::1\"");
    }
    server.stop();
  }

  @Test
  void thePortOfTheEnvironmentIsTaken() {
    int port = Sockets.freePort();
    Junicorn server =
        servers.run(
            Map.of("PORT", "" + port),
            "--chdir",
            Junicorn.APPS.resolve("hello").toString(),
            "--python",
            Junicorn.PYTHON,
            "app:app");
    server.awaitReady(1);
    assertThat(server.logText()).contains("Listening at: http://", ":" + port);
    assertThat(new Web("http://127.0.0.1:" + port).text("/")).isEqualTo("hello\n");
  }

  private static boolean hasIpv6() {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
      return probe.isBound();
    } catch (IOException e) {
      return false;
    }
  }
}
