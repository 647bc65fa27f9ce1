package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Processes die: only what they were running is lost, and they are replaced. */
class FaultsIT {

  private static final Pattern PRINTED = Pattern.compile("] (line \\d+|x{100,})$");
  private static final Pattern LOST = Pattern.compile("Lost (\\d+) ");

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void aKilledWorkerTakesOnlyItsRunningRequestsAlong() {
    Junicorn server = servers.serve("hello", "--workers", "2", "--threads", "2").awaitReady(2);
    Web web = server.web();
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    Gate gate = servers.gate();
    for (int i = 0; i < 4; i++) {
      answers.add(web.getLater(gate.path()));
    }
    gate.awaitArrivals(4);
    for (int i = 0; i < 8; i++) {
      answers.add(web.getLater("/sleep?s=0.1"));
    }
    server.awaitRequests(12);
    long victim = server.workers().getFirst();
    Proc.signal("KILL", victim);
    server.awaitLine("\\(pid " + victim + "\\) died: killed by signal 9");
    gate.open();
    List<Integer> statuses = answers.stream().map(answer -> answer.join().statusCode()).toList();
    assertThat(statuses.subList(0, 4)).containsExactlyInAnyOrder(502, 502, 200, 200);
    assertThat(statuses.subList(4, 12)).containsOnly(200);
    server.awaitReady(3);
    assertThat(server.workers()).hasSize(2).doesNotContain(victim);
    assertThat(server.logText()).contains("Answered 502 to GET /sleep?gate=");
    server.stop();
  }

  @Test
  void aWorkerKilledUnderQuickRequestsLosesAtMostTheOnesItRan() throws Exception {
    Junicorn server = servers.serve("hello", "--workers", "2", "--threads", "1").awaitReady(2);
    List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
    List<Thread> clients =
        Stream.generate(() ->
                Thread.ofVirtual()
                    .start(() -> {
                      try (RawClient client = server.connect()) {
                        for (int i = 0; i < 300; i++) {
                          statuses.add(client.get("/").status());
                        }
                      }
                    }))
            .limit(12)
            .toList();
    for (int death = 1; death <= 2; death++) {
      int ready = death + 2;
      Proc.signal("KILL", server.workers().getFirst());
      Await.until("it was replaced", () -> server.readyWorkers().size() >= ready);
    }
    for (Thread client : clients) {
      client.join();
    }
    assertThat(statuses).hasSize(12 * 300);
    assertThat(statuses).filteredOn(status -> status != 200).hasSizeLessThanOrEqualTo(2);
    server.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "kill, killed by signal 9",
    "segv, killed by signal 11",
    "abrt, killed by signal 6",
    "exit&code=7, exit code 7"
  })
  void anAppThatTakesItsProcessAwayIsAnsweredWith502(String how, String cause) {
    Junicorn server = servers.serve("kills-itself", "--workers", "1", "--threads", "2");
    HttpResponse<byte[]> answer = server.web().get("/die?how=" + how);
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(Web.text(answer)).contains("ended before it answered");
    server.awaitLine("Answered 502 to GET /die\\?how=");
    server.awaitLine("Worker 1 .* died: " + cause);
    assertThat(server.web().text("/")).matches("\\d+\n");
    server.stop();
  }

  /** It comes at the moment at which the slot that has died is given up. */
  @Test
  void whatIsPipelinedBehindARequestThatKillsIsServedByTheNextWorker() {
    Junicorn server = servers.serve("kills-itself", "--workers", "1", "--threads", "1");
    try (RawClient client = server.connect()) {
      client.send("GET /die?how=kill HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.answer("GET").status()).isEqualTo(502);
      assertThat(client.answer("GET").body()).matches("\\d+\n");
    }
    server.stop();
  }

  @Test
  void anAnswerThatIsCutShowsIt() {
    Junicorn server = servers.serve("kills-itself", "--workers", "1", "--threads", "2");
    try (RawClient client = server.connect()) {
      RawClient.Answer answer = client.get("/die?how=midway");
      assertThat(answer.body()).isEqualTo("the first part\n");
      assertThat(answer.end()).isEqualTo(RawClient.End.CUT);
    }
    assertThat(server.web().text("/")).matches("\\d+\n");
  }

  @Test
  void anIdleWorkerThatIsKilledIsReplaced() {
    Junicorn server = servers.serve("hello", "--workers", "2", "--threads", "1").awaitReady(2);
    long victim = server.workers().getFirst();
    Proc.signal("KILL", victim);
    server.awaitReady(3);
    assertThat(server.workers()).hasSize(2).doesNotContain(victim);
    assertThat(server.web().text("/")).isEqualTo("hello\n");
    server.stop();
  }

  @Test
  void aWorkerThatIsToldToEndFinishesAndIsReplaced() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "2");
    Web web = server.web();
    long first = server.workers().getFirst();
    List<CompletableFuture<HttpResponse<byte[]>>> answers = new ArrayList<>();
    Gate gate = servers.gate();
    for (int i = 0; i < 2; i++) {
      answers.add(web.getLater(gate.path()));
    }
    gate.awaitArrivals(2);
    for (int i = 0; i < 10; i++) {
      answers.add(web.getLater("/pid"));
    }
    Proc.signal("TERM", first);
    server.awaitReady(2);
    gate.open();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    Await.until("the first one has ended", () -> !Proc.isAlive(first));
    assertThat(web.json("/pid").path("pid").asLong()).isNotEqualTo(first);
    assertThat(server.logText()).doesNotContain("[ERROR]");
    server.stop();
  }

  @Test
  void aKilledServerTakesAllItsProcessesAlongAndTheNextOneCleansUp() {
    Path temporary = servers.temporaryFolder();
    int port = Sockets.freePort();
    Junicorn server =
        servers
            .launch(
                temporary,
                Junicorn.APPS.resolve("hello"),
                "app:app",
                Map.of(),
                "--workers",
                "3",
                "--threads",
                "2",
                "--bind",
                "127.0.0.1:" + port)
            .awaitReady(3);
    server.web().getLater("/sleep?s=600");
    server.web().getLater("/sleep?s=600");
    server.awaitRequests(2);
    assertThat(server.processes()).hasSize(5);
    server.signal("KILL");
    Await.until("workers and spawner are gone", () -> server.processes().isEmpty());
    assertThat(server.privateFolders()).as("what it left").hasSize(1);
    Path left = server.privateFolders().getFirst();

    Junicorn next =
        servers.launch(
            temporary,
            Junicorn.APPS.resolve("hello"),
            "app:app",
            Map.of(),
            "--bind",
            "127.0.0.1:" + port);
    assertThat(next.awaitReady(1).web().text("/")).isEqualTo("hello\n");
    Await.until("the next one has removed it", () -> !Files.exists(left));
    next.stop();
  }

  @Test
  void aKilledSpawnerIsReplacedAndSoAreItsWorkers() {
    Junicorn server = servers.serve("hello", "--workers", "2", "--threads", "2").awaitReady(2);
    List<Long> before = server.workers();
    Proc.signal("KILL", server.spawner());
    server.awaitReady(4);
    Await.until("the old workers are gone", () -> before.stream().noneMatch(Proc::isAlive));
    assertThat(server.workers()).hasSize(2);
    assertThat(server.web().text("/")).isEqualTo("hello\n");
    server.stop();
  }

  @Test
  void aSpawnerThatIsKilledWhileItsWorkersTakeOverIsReplacedToo() {
    Junicorn server = servers.serve("hello", "--workers", "5", "--threads", "1").awaitReady(5);
    Proc.signal("KILL", server.spawner());
    server.awaitLine("Generation 2 takes the traffic");
    Proc.childrenOf(server.pid()).forEach(spawner -> Proc.signal("KILL", spawner));
    server.awaitLine("Generation 3 takes the traffic");
    server.awaitLine("Reloaded after .* 5 workers of generation 3");
    Await.until("server, spawner, workers", () -> server.processes().size() == 7);
    assertThat(server.web().text("/")).isEqualTo("hello\n");
    server.stop();
  }

  @Test
  void aStoppedWorkerHoldsUpNobodyButThoseItRuns() {
    Junicorn server = servers.serve("hello", "--workers", "2", "--threads", "1").awaitReady(2);
    Web web = server.web();
    Gate gate = servers.gate();
    CompletableFuture<HttpResponse<byte[]>> running = web.getLater(gate.path());
    gate.awaitArrivals(1);
    List<Long> workers = server.workers();
    workers.forEach(Proc::stop);
    List<CompletableFuture<HttpResponse<byte[]>>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(web.getLater("/pid"));
    }
    gate.open();
    Proc.signal("CONT", workers.getLast());
    others.addFirst(running);
    assertThat(others.subList(1, 21))
        .as("one worker is enough; if the first request was its own, it is answered as well")
        .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    Proc.signal("CONT", workers.getFirst());
    assertThat(running.join().statusCode()).isEqualTo(200);
    server.stop();
    assertThat(server.logText()).doesNotContain("Answered 502");
  }

  /** It would hold its thread for ever, since nobody is left to leave. */
  @Test
  void whatNobodyWaitsForIsNotStartedWhenAStoppedWorkerGoesOn() throws Exception {
    Junicorn server = servers.serve("streams", "--workers", "1", "--threads", "1").awaitReady(1);
    server.web().get("/state");
    long worker = server.workers().getFirst();
    Proc.stop(worker);
    try (Socket leaves = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      leaves.getOutputStream().write(RawClient.head("GET", "/generator").getBytes(US_ASCII));
      server.awaitRequests(1);
      leaves.setSoLinger(true, 0);
    }
    server.awaitLine("has not taken a request for");
    Proc.signal("CONT", worker);
    assertThat(server.web().json("/state").path("begun").path("generator").asInt()).isZero();
    server.stop();
  }

  @Test
  void anAppThatPrintsALotIsServedAndEveryLineArrivesOrIsCounted() {
    Junicorn server = servers.serve("prints", "--workers", "1", "--threads", "2");
    assertThat(server.web().text("/many?n=100000")).isEqualTo("printed\n");
    assertThat(server.web().text("/long?n=10000000")).isEqualTo("printed\n");
    int longLines = 2 * (10_000_000 / 16384 + 1);
    Await.until(
        "every line has arrived or was counted",
        () -> server.lines(PRINTED).count() + lost(server) >= 100_000 + longLines);
    assertThat(server.lines(PRINTED).count() + lost(server)).isEqualTo(100_000 + longLines);
    assertThat(server.web().text("/line?text=afterwards")).isEqualTo("printed\n");
    server.awaitLine("] afterwards$");
    server.stop();
  }

  private static long lost(Junicorn server) {
    return server.lines(LOST).mapToLong(match -> Long.parseLong(match.group(1))).sum();
  }

  @Test
  void anAppThatClosesItsOutputIsServed() throws Exception {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        import os, sys

        def app(environ, start_response):
            if environ["PATH_INFO"] == "/close":
                sys.stdout.close()
                os.close(1)
                os.close(2)
            if environ["PATH_INFO"] == "/raise":
                raise RuntimeError("without an output")
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"served"]
        """);
    Junicorn server = servers.launch(folder, "app:app", Map.of(), "--workers", "1").awaitReady(1);
    assertThat(server.web().text("/close")).isEqualTo("served");
    assertThat(server.web().text("/")).isEqualTo("served");
    assertThat(server.web().get("/raise").statusCode()).isEqualTo(500);
    server.awaitLine("RuntimeError: without an output");
    server.stop();
  }

  @Test
  void anAppThatStartsProcessesOfItsOwnDoesNotHoldTheServer() {
    Junicorn server = servers.serve("prints", "--workers", "1", "--threads", "1");
    assertThat(server.web().text("/child")).isEqualTo("printed\n");
    server.awaitLine("from a child process");
    server.stop();
  }
}
