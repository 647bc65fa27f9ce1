package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end: everybody is answered, and nothing is left. */
class StopIT {

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void runningAndWaitingRequestsAreAnsweredAndNothingIsLeft() {
    Path pidFile = servers.temporaryFolder().resolve("server.pid");
    Junicorn server =
        servers.serve(
            "hello", "--workers=3", "--threads=4", "--graceful-timeout=600", "--pid=" + pidFile);
    assertThat(pidFile).hasContent("" + server.pid());
    server.awaitReady(3);
    Web web = server.web();
    Gate gate = servers.gate();
    List<CompletableFuture<Integer>> statuses =
        Stream.generate(() -> web.statusLater(gate.path())).limit(12 + 20).toList();
    server.awaitRequests(12 + 20);
    server.signal("TERM");
    server.awaitLine("Stopping: ");
    Await.until("new connections are refused", () -> isRefused(server));
    gate.open();
    assertThat(statuses).allSatisfy(status -> assertThat(status.join()).isEqualTo(200));
    assertThat(server.awaitExit()).isZero();
    assertThat(pidFile).doesNotExist();
    server.assertLeftNothing();
  }

  /** Nobody had anything to finish: that is nothing to warn of. */
  @Test
  void aServerThatIsToldToStopWhileItStartsSaysNoMoreThanThat() {
    Junicorn server = servers.launch("hangs-at-import", "--workers", "2");
    server.awaitLine("Worker 2 started");
    server.signal("INT");
    assertThat(server.awaitExit()).isZero();
    assertThat(server.logText())
        .contains("Stopping: asked to (SIGINT")
        .doesNotContain("[WARNING]", "by force", "signal 9");
    server.assertLeftNothing();
  }

  /**
   * What waits for it is answered, but nobody is called any more, neither by the log nor systemd.
   */
  @Test
  void aFirstWorkerThatIsReadyAfterTheStopBeganAnnouncesNothing() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        import os, time
        go = os.path.join(os.path.dirname(__file__), "go")
        while not os.path.exists(go):
            time.sleep(0.01)

        def app(environ, start_response):
            start_response("200 OK", [])
            return [b"late"]
        """);
    Junicorn server =
        servers.launch(folder, "app:app", Map.of(), "--workers=1", "--graceful-timeout=600");
    server.awaitLine("Worker 1 started");
    CompletableFuture<Integer> status = server.web().statusLater("/");
    server.awaitRequests(1);
    server.signal("TERM");
    server.awaitLine("Stopping: ");
    Files.createFile(folder.resolve("go"));
    assertThat(status.join()).isEqualTo(200);
    assertThat(server.awaitExit()).isZero();
    assertThat(server.logText()).contains("is ready after").doesNotContain("Ready: ");
  }

  @Test
  void anIdleServerWithIdleConnectionsStopsAtOnce() {
    Junicorn server = patient();
    try (RawClient idle = server.connect();
        RawClient fresh = server.connect()) {
      assertThat(idle.get("/").status()).isEqualTo(200);
      server.stop();
      assertThat(idle.isClosed()).isTrue();
      assertThat(fresh.isClosed()).isTrue();
    }
  }

  @Test
  void anAnswerThatIsGoingOutIsFinishedAndTheConnectionAnnouncedToClose() {
    Junicorn server = servers.serve("torture", "--workers", "1", "--threads", "2");
    try (RawClient client = server.connect()) {
      client.request("GET", "/closing-slowly");
      Await.until("the request runs", () -> server.web().get("/").statusCode() == 200);
      server.signal("TERM");
      RawClient.Answer answer = client.answer("GET");
      assertThat(answer.body()).isEqualTo("tick\n".repeat(10));
      assertThat(answer.end()).isEqualTo(RawClient.End.CHUNKS);
      assertThat(client.isClosed()).isTrue();
    }
    assertThat(server.awaitExit()).isZero();
    server.assertLeftNothing();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "QUIT"})
  void everybodyWhoIsRefusedHasALineInTheAccessLog(String signal) {
    Junicorn server =
        servers.serve(
            "hello",
            "--workers=1",
            "--threads=1",
            "--graceful-timeout=0.5",
            "--access-logfile=-",
            "--access-logformat=LINE %(r)s %(s)s");
    Gate gate = servers.gate();
    try (RawClient runs = server.connect();
        RawClient waits = server.connect();
        RawClient uploads = server.connect()) {
      runs.request("GET", gate.path());
      gate.awaitArrivals(1);
      uploads.request("POST", "/echo", "Content-Length: 9").send("half");
      waits.request("GET", gate.path()).request("GET", "/behind");
      server.awaitRead(3);
      server.signal(signal);
      assertThat(server.awaitExit()).isZero();
    }
    assertThat(server.log().stream().filter(line -> line.startsWith("LINE ")))
        .containsExactlyInAnyOrder(
            "LINE GET " + gate.path() + " HTTP/1.1 503",
            "LINE GET " + gate.path() + " HTTP/1.1 503",
            "LINE POST /echo HTTP/1.1 503");
  }

  @Test
  void anAnswerThatIsCutHasItsLineInTheAccessLog() {
    Junicorn server =
        servers.serve(
            "hello", "--workers=1", "--access-logfile=-", "--access-logformat=LINE %(r)s %(s)s");
    try (RawClient takesNothing = server.connect()) {
      takesNothing.request("GET", "/bytes?n=50000000").answerHead();
      server.signal("QUIT");
      assertThat(server.awaitExit()).isZero();
    }
    assertThat(server.logText()).contains("LINE GET /bytes?n=50000000 HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "QUIT"})
  void aQuickStopAnswersAtOnce(String signal) {
    Junicorn server = patient();
    Web web = server.web();
    CompletableFuture<HttpResponse<byte[]>> running = web.getLater("/sleep?s=600");
    server.awaitRequests(1);
    CompletableFuture<HttpResponse<byte[]>> waiting = web.getLater("/");
    server.awaitRequests(2);
    server.signal(signal);
    assertThat(running.join().statusCode()).isEqualTo(503);
    assertThat(waiting.join().statusCode()).isEqualTo(503);
    assertThat(server.awaitExit()).isZero();
    server.assertLeftNothing();
  }

  @Test
  void drainDelayServesOnWithoutBeingReady() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--drain-delay", "3600");
    server.signal("TERM");
    server.awaitLine("Not ready any more: asked to \\(SIGTERM.*Serving on for 3600.0 s");
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    Ctl status = server.ctl("status", "--json");
    assertThat(status.json().path("state").asString()).isEqualTo("draining");
    assertThat(status.json().path("ready").asBoolean()).isFalse();
    server.signal("TERM");
    assertThat(server.awaitExit()).isZero();
    server.assertLeftNothing();
  }

  @Test
  void afterTheDrainDelayTheRequestsAreFinished() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--drain-delay", "0.5");
    Gate gate = servers.gate();
    CompletableFuture<HttpResponse<byte[]>> running = server.web().getLater(gate.path());
    gate.awaitArrivals(1);
    server.signal("TERM");
    server.awaitLine("Stopping: ");
    gate.open();
    assertThat(running.join().statusCode()).isEqualTo(200);
    assertThat(server.awaitExit()).isZero();
    server.assertLeftNothing();
  }

  @Test
  void aKilledServerTakesItsWorkersWithItAndFreesThePort() {
    String address = "127.0.0.1:" + Sockets.freePort(); // which nobody else takes meanwhile
    Junicorn server =
        servers.serve("hello", "--bind", address, "--workers", "2", "--threads", "2").awaitReady(2);
    CompletableFuture<HttpResponse<byte[]>> running = server.web().getLater("/sleep?s=600");
    server.awaitRequests(1);
    List<Long> workers = server.workers();
    assertThat(workers).hasSize(2);
    server.signal("KILL");
    Await.until("all workers are gone", () -> workers.stream().noneMatch(Proc::isAlive));
    assertThat(running).failsWithin(Await.PATIENCE);
    Await.until("no process is left", () -> server.processes().isEmpty());
    Junicorn next = servers.serve("hello", "--bind", address, "--workers", "1");
    assertThat(next.web().origin()).isEqualTo("http://" + address);
    next.stop();
  }

  @Test
  void aSecondSignalHurries() {
    Junicorn server = patient();
    Web web = server.web();
    CompletableFuture<HttpResponse<byte[]>> running = web.getLater("/sleep?s=600");
    server.awaitRequests(1);
    CompletableFuture<HttpResponse<byte[]>> waiting = web.getLater("/");
    server.awaitRequests(2);
    server.signal("TERM");
    server.awaitLine("Stopping: ");
    server.signal("TERM");
    assertThat(running.join().statusCode()).isEqualTo(503);
    assertThat(waiting.join().statusCode()).isEqualTo(503);
    assertThat(waiting.join().headers().firstValue("Retry-After")).isPresent();
    assertThat(server.awaitExit()).isZero();
    server.assertLeftNothing();
  }

  @Test
  void whoIsNotServedWithinTheGracePeriodIsToldSo() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--graceful-timeout", "1");
    Web web = server.web();
    CompletableFuture<HttpResponse<byte[]>> running = web.getLater("/sleep?s=60");
    server.awaitRequests(1);
    CompletableFuture<HttpResponse<byte[]>> waiting = web.getLater("/");
    server.awaitRequests(2);
    server.signal("TERM");
    assertThat(running.join().statusCode()).isEqualTo(503);
    assertThat(Web.text(waiting.join())).isEqualTo("The server is stopping.\n");
    assertThat(server.awaitExit()).isZero();
    assertThat(server.logText())
        .contains("cuts short 1 request that ran: GET /sleep?s=60 (answered 503 after ")
        .contains("; 1 request that waited for a slot (answered 503)");
    server.assertLeftNothing();
  }

  @Test
  void exitHandlersOfTheAppRun() throws Exception {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        import atexit
        atexit.register(print, "the app says goodbye")

        def app(environ, start_response):
            start_response("204 No Content", [])
            return []
        """);
    Junicorn server = servers.launch(folder, "app:app", Map.of(), "--workers", "2").awaitReady(2);
    server.stop();
    assertThat(server.count(line -> line.endsWith("the app says goodbye"))).isEqualTo(2);
  }

  /** They have five seconds; what becomes of the workers then is concluded before the end. */
  @Test
  void exitHandlersThatHangAreEndedInOrder() throws Exception {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        import atexit, time
        atexit.register(time.sleep, 3600)
        app = lambda environ, start_response: []
        """);
    Junicorn server = servers.launch(folder, "app:app", Map.of(), "--workers", "2").awaitReady(2);
    server.stop();
    assertThat(server.logText())
        .contains("Workers did not end within 5.0 s and are killed")
        .doesNotContain("CRITICAL");
    assertThat(server.count(line -> line.contains("ended: killed by signal 9"))).isEqualTo(2);
  }

  /** Between "Listening" and the first worker: the Ctrl-C of one who has seen a slip. */
  @Test
  void aServerThatIsToldToStopBeforeItsFirstWorkerSaysNoMoreThanThat() {
    Junicorn server = servers.launch("hello", "--workers", "2");
    server.awaitLine("Listening at");
    server.signal("INT");
    assertThat(server.awaitExit()).isZero();
    assertThat(server.logText()).doesNotContain("CRITICAL", "WARNING");
    server.assertLeftNothing();
  }

  /** Whose requests may take longer than any test: what ends sooner was not waited for. */
  private Junicorn patient() {
    return servers.serve(
        "hello", "--workers=1", "--threads=1", "--timeout=600", "--graceful-timeout=600");
  }

  private static boolean isRefused(Junicorn server) {
    try {
      server.connect().close();
      return false;
    } catch (UncheckedIOException e) {
      return e.getCause() instanceof ConnectException;
    }
  }
}
