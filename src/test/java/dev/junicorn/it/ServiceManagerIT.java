package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What systemd gives to a service, and what it wants to hear; and being process 1. */
class ServiceManagerIT {

  /** Opens a socket as systemd does, and becomes the server. */
  private static final String ACTIVATE =
      """
      import os, socket, sys
      listener = socket.socket()
      listener.bind(("127.0.0.1", 0))
      listener.listen()
      os.dup2(listener.fileno(), 3)
      os.set_inheritable(3, True)
      os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="web")
      os.execv(sys.argv[1], sys.argv[1:])
      """;

  /**
   * The same with a Unix socket, for a service with {@code PrivateNetwork=}, {@code
   * ProcSubset=pid}.
   */
  private static final String ACTIVATE_CONFINED =
      """
      import os, socket, sys
      listener = socket.socket(socket.AF_UNIX)
      listener.bind(sys.argv[1])
      listener.listen()
      os.dup2(listener.fileno(), 3)
      os.set_inheritable(3, True)
      os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", LISTEN_FDNAMES="web")
      os.execvp(sys.argv[2], sys.argv[2:])
      """;

  private static final List<String> CONFINED =
      List.of(
          "unshare",
          "--net",
          "--mount",
          "/bin/sh",
          "-c",
          "(ip link set lo up || :) && mount -t proc -o subset=pid proc /proc && exec \"$@\"",
          "sh");

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void theManagerHearsOfTheServersLife() {
    Path socket = servers.temporaryFolder().resolve("notify");
    try (NotifySocket manager = NotifySocket.open(socket.toString())) {
      Junicorn server = launch(Map.of("NOTIFY_SOCKET", socket.toString()), "slow-import");
      server.awaitReady(1);
      manager.await("READY=1|STATUS=Serving app:app");
      assertThat(manager.messages().getFirst()).startsWith("READY=1");
      server.signal("HUP");
      manager.await("RELOADING=1|MONOTONIC_USEC=");
      Await.until("the reload has ended", () -> manager.count("READY=1|STATUS=") == 2);
      server.signal("TERM");
      manager.await("STOPPING=1");
      assertThat(server.awaitExit()).isZero();
    }
  }

  /** It takes "ready" for the end of what it has asked for. */
  @Test
  void severalReloadsAreOneToTheManager() {
    Path socket = servers.temporaryFolder().resolve("notify");
    Gate gate = servers.gate();
    gate.open();
    try (NotifySocket manager = NotifySocket.open(socket.toString())) {
      Junicorn server =
          launch(
              Map.of("NOTIFY_SOCKET", socket.toString(), "IMPORT_GATE", gate.folder().toString()),
              "slow-import");
      server.awaitReady(1);
      manager.await("READY=1|STATUS=Serving app:app");
      gate.shut();
      server.signal("HUP");
      manager.await("RELOADING=1|MONOTONIC_USEC=");
      server.signal("HUP");
      Await.until("it hears of both", () -> manager.count("RELOADING=1|MONOTONIC_USEC=") == 2);
      gate.open();
      manager.await("READY=1|STATUS=Reloaded: generation 3 serves");
      assertThat(manager.count("READY=1")).isEqualTo(2);
      manager.await("STATUS=Reloaded: generation 2 serves");
      gate.shut();
      server.signal("HUP");
      Await.until("a reload is under way", () -> manager.count("RELOADING=1") == 3);
      server.signal("TERM");
      assertThat(server.awaitExit()).isZero();
      manager.await("STOPPING=1");
      assertThat(manager.messages().getLast()).startsWith("STOPPING=1");
    }
  }

  /** It hears the main process alone: the new server has said so too early. */
  @Test
  void whoTakesOverIsReadyToTheManager() {
    Path socket = servers.temporaryFolder().resolve("notify");
    try (NotifySocket manager = NotifySocket.open(socket.toString())) {
      Junicorn server = launch(Map.of("NOTIFY_SOCKET", socket.toString()), "hello").awaitReady(1);
      server.signal("USR2");
      manager.await("MAINPID=");
      String said =
          manager.messages().stream()
              .filter(m -> m.startsWith("MAINPID="))
              .findFirst()
              .orElseThrow();
      assertThat(said).matches("MAINPID=(\\d+)\\|READY=1\\|STATUS=Taken over by pid \\1");
      Proc.signal("TERM", Long.parseLong(said.replaceAll("^MAINPID=|\\|.*", "")));
      Await.until("nothing is left", () -> server.processes().isEmpty());
    }
  }

  @Test
  void nothingIsReadyWhereNoWorkerBoots() {
    String name = "@junicorn-test-" + System.nanoTime();
    try (NotifySocket manager = NotifySocket.open(name)) {
      Junicorn server = launch(Map.of("NOTIFY_SOCKET", name), "fails-at-import");
      assertThat(server.awaitExit()).isEqualTo(4);
      manager.await("STOPPING=1");
      assertThat(manager.count("READY=1")).isZero();
    }
  }

  @Test
  void theWatchdogIsFed() {
    String name = "@junicorn-test-" + System.nanoTime();
    try (NotifySocket manager = NotifySocket.open(name)) {
      Junicorn server =
          launch(Map.of("NOTIFY_SOCKET", name, "WATCHDOG_USEC", "400000"), "hello").awaitReady(1);
      Await.until("it is fed again and again", () -> manager.count("WATCHDOG=1") >= 5);
      server.stop();
    }
  }

  @Test
  void aSocketOfTheManagersIsServed() {
    List<String> command = List.of(Junicorn.PYTHON, "-c", ACTIVATE, Servers.launcher());
    Junicorn server =
        servers.run(
            command,
            servers.temporaryFolder(),
            Map.of(),
            List.of(
                "--bind",
                "127.0.0.1:1",
                "--workers",
                "1",
                "--chdir",
                Junicorn.APPS.resolve("hello").toString(),
                "--python",
                Junicorn.PYTHON,
                "app:app"));
    server.awaitReady(1);
    assertThat(server.logText()).contains("1 socket is given by systemd (LISTEN_FDS)");
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    server.stop();
  }

  /** Neither sees the server the manager's sockets listed, nor anything of /proc but processes. */
  @Test
  void aSocketOfTheManagersIsServedInConfinement() {
    List<String> probe = new ArrayList<>(CONFINED);
    probe.add("true");
    assumeThat(Proc.succeeds(probe.toArray(String[]::new)))
        .as("this user may make namespaces")
        .isTrue();
    Path socket = servers.temporaryFolder().resolve("app.sock");
    List<String> command = new ArrayList<>();
    command.addAll(List.of(Junicorn.PYTHON, "-c", ACTIVATE_CONFINED, socket.toString()));
    command.addAll(CONFINED);
    command.add(Servers.launcher());
    Junicorn server =
        servers
            .run(
                command,
                servers.temporaryFolder(),
                Map.of(),
                Servers.arguments("hello", "--workers", "auto", "--threads", "1"))
            .awaitReady(1);
    assertThat(server.logText()).contains("Listening at: unix:" + socket);
    try (RawClient client = RawClient.connect(socket)) {
      assertThat(client.get("/").body()).isEqualTo("hello\n");
    }
    server.stop();
  }

  private Junicorn launch(Map<String, String> environment, String app) {
    return servers.launch(
        Junicorn.APPS.resolve(app), "app:app", environment, "--workers", "1", "--threads", "1");
  }
}
