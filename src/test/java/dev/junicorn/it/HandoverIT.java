package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.posix.Fifo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** USR2: a new server takes the listening sockets over, and nobody notices. */
class HandoverIT {

  private static final int CLIENTS = 16;
  private static final Pattern STARTED =
      Pattern.compile("a new server was started with pid ([0-9]+)");

  /** Answers when there is a file "finish". */
  private static final String WAITING =
      """
      import os, time

      def app(environ, start_response):
          while not os.path.exists("finish"):
              time.sleep(0.05)
          start_response("200 OK", [("Content-Length", "4")])
          return [b"done"]
      """;

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void underLoadNoRequestIsLostAndNoConnectionRefused() {
    Junicorn server = servers.serve("hello", "--workers", "2", "--threads", "4");
    int port = server.port();
    AtomicBoolean enough = new AtomicBoolean();
    AtomicInteger served = new AtomicInteger();
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      CompletableFuture<Void> client = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> load(port, enough, served, client));
      clients.add(client);
    }
    Await.until("requests are served", () -> served.get() > 100);
    server.signal("USR2");
    server.awaitLine("Stopping: handed over to the server with pid [0-9]+");
    Await.until("the old server has ended", () -> !Proc.isAlive(server.pid()));
    int soFar = served.get();
    Await.until("the new one serves", () -> served.get() > soFar + 100);
    enough.set(true);
    assertThat(clients).allSatisfy(client -> assertThat(client).succeedsWithin(Await.PATIENCE));
    Proc.signal("TERM", successor(server));
    Await.until("nothing is left", () -> server.processes().isEmpty());
  }

  /** The old server may take its whole grace period: nobody's readiness waits for that. */
  @Test
  void theConsoleIsTheNewServersWhileTheOldOneStillAnswers() {
    int port = Sockets.freePort();
    Junicorn server =
        servers.serve(
            "hello",
            "--workers=1",
            "--timeout=600",
            "--graceful-timeout=600",
            "--console=127.0.0.1:" + port);
    Gate gate = servers.gate();
    CompletableFuture<Integer> slow = server.web().statusLater(gate.path());
    gate.awaitArrivals(1);
    server.signal("USR2");
    server.awaitLine("Stopping: handed over");
    Web console = new Web("http://127.0.0.1:" + port);
    Await.until("the new one is ready", () -> isReady(console));
    assertThat(Proc.isAlive(server.pid())).as("the old one answers its last request").isTrue();
    gate.open();
    assertThat(slow.join()).isEqualTo(200);
    Await.until("the old server has ended", () -> !Proc.isAlive(server.pid()));
    Proc.signal("TERM", successor(server));
    Await.until("nothing is left", () -> server.processes().isEmpty());
  }

  private static boolean isReady(Web console) {
    try {
      return console.get("/readyz").statusCode() == 200;
    } catch (RuntimeException e) {
      return false; // nobody listens between the two
    }
  }

  @Test
  void whatBearsTheServersNameChangesHands() throws Exception {
    Path folder = servers.temporaryFolder();
    Path socket = folder.resolve("app.sock");
    Path pidFile = folder.resolve("server.pid");
    Path control = folder.resolve("ctl.sock");
    Junicorn server =
        servers.serve(
            "hello",
            "--bind",
            "unix:" + socket,
            "--workers",
            "1",
            "--pid",
            pidFile.toString(),
            "--control-socket",
            control.toString());
    assertThat(Files.readString(pidFile).strip()).isEqualTo("" + server.pid());
    server.signal("USR2");
    server.awaitLine("Stopping: handed over");
    Await.until("the old server has ended", () -> !Proc.isAlive(server.pid()));
    long successor = successor(server);
    assertThat(Files.readString(pidFile).strip()).isEqualTo("" + successor);
    Ctl status = server.ctl("status", "--json", "--control-socket", control.toString());
    assertThat(status.json().path("pid").asLong()).isEqualTo(successor);
    assertThat(status.json().path("addresses").get(0).asString()).isEqualTo("unix:" + socket);
    try (RawClient client = RawClient.connect(socket)) {
      assertThat(client.get("/").body()).isEqualTo("hello\n");
    }
    Proc.signal("TERM", successor);
    Await.until("nothing is left", () -> server.processes().isEmpty());
    assertThat(socket).doesNotExist();
    assertThat(pidFile).doesNotExist();
    assertThat(control).doesNotExist();
  }

  @Test
  void aNewServerThatCannotBootLeavesTheOldOneServing() throws Exception {
    Path folder = servers.temporaryFolder();
    Path app = folder.resolve("app.py");
    String works =
        """
        def app(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"works"]
        """;
    Files.writeString(app, works);
    Junicorn server = servers.launch(folder, "app:app", Map.of(), "--workers", "1").awaitReady(1);
    Files.writeString(app, "import no_such_module\n");
    server.signal("USR2");
    server.awaitLine("No handover: the new server .* ended with exit code 4 .*keeps serving");
    assertThat(Web.text(server.web().get("/"))).isEqualTo("works");
    assertThat(server.logText()).contains("No module named 'no_such_module'");
    Files.writeString(app, works);
    server.signal("USR2");
    server.awaitLine("Stopping: handed over");
    assertThat(Web.text(server.web().get("/"))).isEqualTo("works");
    Await.until("the old server has ended", () -> !Proc.isAlive(server.pid()));
    Proc.signal("TERM", successor(server));
    Await.until("nothing is left", () -> server.processes().isEmpty());
  }

  @Test
  void whoStopsTheOldServerStopsTheNewOneThatIsNotReady() throws Exception {
    Path folder = servers.temporaryFolder();
    Path app = folder.resolve("app.py");
    Files.writeString(app, "app = lambda environ, start_response: []\n");
    Junicorn server = servers.launch(folder, "app:app", Map.of(), "--workers", "1").awaitReady(1);
    Files.writeString(app, "import time\ntime.sleep(3600)\n");
    server.signal("USR2");
    server.awaitLine("Handing over");
    Await.until("the new server has started", () -> server.count(HandoverIT::isStart) == 2);
    server.signal("TERM");
    assertThat(server.awaitExit()).isZero();
    Await.until("nothing is left", () -> server.processes().isEmpty());
  }

  /** A successor that gets ready while the old server finishes must not be taken for haste. */
  @Test
  void whoStopsTheOldServerInTheMiddleOfAHandoverStopsTheServiceAndLosesNoAnswer()
      throws Exception {
    Path folder = servers.temporaryFolder();
    Path app = Files.writeString(folder.resolve("app.py"), WAITING);
    Junicorn server = patient(folder);
    CompletableFuture<String> running = server.web().getLater("/").thenApply(Web::text);
    server.awaitRequests(1);
    Files.writeString(
        app, "import os, time\nwhile not os.path.exists('boot'): time.sleep(0.05)\n" + WAITING);
    server.signal("USR2");
    long successor = Long.parseLong(server.awaitLine(STARTED).group(1));
    Await.until("the new server boots", () -> server.count(HandoverIT::isWorker) == 2);
    server.signal("TERM");
    server.awaitLine("Stopping: asked to");
    Files.createFile(folder.resolve("boot"));
    Await.until("the new server is gone", () -> !Proc.isAlive(successor));
    Files.createFile(folder.resolve("finish"));
    assertThat(running.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("done");
    assertThat(server.awaitExit()).isZero();
    Await.until("nothing is left", () -> server.processes().isEmpty());
  }

  /** It is asked for once more what happens already: clients may still finish. */
  @Test
  void whoStopsTheOldServerAfterTheHandoverIsInNoHurry() throws Exception {
    Path folder = servers.temporaryFolder();
    Files.writeString(folder.resolve("app.py"), WAITING);
    Junicorn server = patient(folder);
    CompletableFuture<String> running = server.web().getLater("/").thenApply(Web::text);
    server.awaitRequests(1);
    server.signal("USR2");
    long successor = successor(server);
    server.signal("TERM");
    Await.until("the signal was taken", () -> !Proc.hasPendingSignal(server.pid()));
    Files.createFile(folder.resolve("finish"));
    assertThat(running.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("done");
    Await.until("the old server has ended", () -> !Proc.isAlive(server.pid()));
    assertThat(Proc.isAlive(successor)).isTrue();
    Proc.signal("TERM", successor);
    Await.until("nothing is left", () -> server.processes().isEmpty());
  }

  @Test
  void aNewServerThatBootsTakesNobodyAway() throws Exception {
    Path folder = servers.temporaryFolder();
    Path app = Files.writeString(folder.resolve("app.py"), WAITING);
    Files.createFile(folder.resolve("finish"));
    Path socket = folder.resolve("app.sock");
    Junicorn server =
        servers
            .launch(folder, "app:app", Map.of(), "--workers", "1", "--bind", "unix:" + socket)
            .awaitReady(1);
    Files.writeString(
        app, "import os, time\nwhile not os.path.exists('broken'): time.sleep(0.1)\n1 / 0");
    server.signal("USR2");
    Await.until("the new server boots", () -> server.count(HandoverIT::isWorker) == 2);
    for (int i = 0; i < 20; i++) {
      assertServes(socket);
    }
    Files.createFile(folder.resolve("broken"));
    server.awaitLine("No handover: .*keeps serving");
    assertServes(socket);
    server.stop();
    assertThat(socket).doesNotExist();
  }

  /** It listens by then, and is held up where it writes the pid file: by one that nobody reads. */
  @Test
  void aNewServerThatIsStoppedBeforeItHasTakenOverLeavesTheOldOneItsNames() throws Exception {
    Path folder = servers.temporaryFolder();
    Path socket = folder.resolve("app.sock");
    Path pidFile = folder.resolve("server.pid");
    Path control = folder.resolve("ctl.sock");
    Junicorn server =
        servers
            .serve(
                "hello",
                "--workers=1",
                "--bind=unix:" + socket,
                "--pid=" + pidFile,
                "--control-socket=" + control)
            .awaitReady(1);
    Path holdUp = folder.resolve("server.pid.new");
    Fifo.create(holdUp);
    server.signal("USR2");
    long successor = Long.parseLong(server.awaitLine(STARTED).group(1));
    Await.until(
        "the new server listens on both, too", () -> server.count(HandoverIT::listens) == 4);
    Proc.signal("TERM", successor);
    server.awaitLine("No handover: .*keeps serving");
    Files.delete(holdUp);
    assertThat(Files.readString(pidFile).strip()).isEqualTo("" + server.pid());
    Ctl status = server.ctl("status", "--json", "--control-socket", control.toString());
    assertThat(status.json().path("pid").asLong()).isEqualTo(server.pid());
    try (RawClient client = RawClient.connect(socket)) {
      assertThat(client.get("/").body()).isEqualTo("hello\n");
    }
    server.stop();
    assertThat(folder).isEmptyDirectory();
  }

  /** Also one that is not a server yet, but its launcher. */
  @Test
  void aNewServerThatIsStoppedAtOnceHearsOfIt() {
    Junicorn server = servers.serve("hello", "--workers=1").awaitReady(1);
    for (int attempt = 1; attempt <= 5; attempt++) {
      long attempts = attempt;
      server.signal("USR2");
      Await.until("it is started", () -> server.lines(STARTED).count() == attempts);
      List<Matcher> started = server.lines(STARTED).toList();
      Proc.signal("TERM", Long.parseLong(started.getLast().group(1)));
      Await.until(
          "it has ended",
          () -> server.count(line -> line.contains("No handover: the new server")) == attempts);
    }
    assertThat(server.web().text("/")).isEqualTo("hello\n");
    server.stop();
  }

  /** Its requests may take as long as the test does. */
  private Junicorn patient(Path folder) {
    String[] options = {"--workers=1", "--timeout=600", "--graceful-timeout=600"};
    return servers.launch(folder, "app:app", Map.of(), options).awaitReady(1);
  }

  private static void assertServes(Path socket) {
    try (RawClient client = RawClient.connect(socket)) {
      assertThat(client.get("/").body()).isEqualTo("done");
    }
  }

  private static boolean isWorker(String line) {
    return line.contains("Worker 1 started");
  }

  private static boolean listens(String line) {
    return line.contains("Listening at: ");
  }

  private static boolean isStart(String line) {
    return line.contains("Starting junicorn");
  }

  private static long successor(Junicorn server) {
    return Long.parseLong(server.awaitLine("handed over to the server with pid ([0-9]+)").group(1));
  }

  /** One client that keeps its connection as long as the server does; any failure is the test's. */
  private static void load(
      int port, AtomicBoolean enough, AtomicInteger served, CompletableFuture<Void> result) {
    try {
      while (!enough.get()) {
        try (RawClient client = RawClient.connect(port)) {
          boolean lasts = true;
          while (lasts && !enough.get()) {
            RawClient.Answer answer = client.get("/sleep?s=0.01");
            assertThat(answer.status()).isEqualTo(200);
            served.incrementAndGet();
            lasts = answer.headers().stream().noneMatch("Connection: close"::equalsIgnoreCase);
          }
        }
      }
      result.complete(null);
    } catch (RuntimeException | AssertionError e) {
      result.completeExceptionally(e);
    }
  }
}
