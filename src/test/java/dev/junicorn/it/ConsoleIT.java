package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Health and metrics on a port of their own. */
class ConsoleIT {

  private static final Pattern CONSOLE =
      Pattern.compile("Console at: http://127\\.0\\.0\\.1:(\\d+)$");

  private static final Pattern PSS =
      Pattern.compile("junicorn_worker_memory_pss_bytes\\{pid=\"\\d+\",worker=\"1\"} [1-9]");

  private static final String FOLLOW = "GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void readinessFollowsTheFirstWorker() {
    Gate gate = servers.gate();
    Junicorn server =
        servers.launch(
            Junicorn.APPS.resolve("slow-import"),
            "app:app",
            Map.of("IMPORT_GATE", gate.folder().toString()),
            "--workers",
            "1",
            "--console",
            "127.0.0.1:0");
    Web console = console(server);
    assertThat(console.get("/livez").statusCode()).isEqualTo(200);
    assertThat(console.get("/readyz").statusCode()).isEqualTo(503);
    assertThat(Web.text(console.get("/readyz"))).contains("No worker");
    gate.open();
    server.awaitReady(1);
    Await.until("it is ready", () -> console.get("/readyz").statusCode() == 200);
    server.stop();
  }

  @Test
  void readinessEndsWhenTheServerStops() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--console", "127.0.0.1:0");
    Web console = console(server);
    Gate gate = servers.gate();
    CompletableFuture<Integer> slow = server.web().statusLater(gate.path());
    gate.awaitArrivals(1);
    server.signal("TERM");
    Await.until("it is not ready", () -> console.get("/readyz").statusCode() == 503);
    assertThat(console.get("/livez").statusCode()).isEqualTo(200);
    gate.open();
    assertThat(slow.join()).isEqualTo(200);
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  void metricsTellWhatHappened() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "2", "--console", "127.0.0.1:0");
    Web web = server.web();
    for (int i = 0; i < 20; i++) {
      web.get("/");
    }
    web.get("/nowhere/" + 7);
    web.get("/status?code=500");
    Web console = console(server);
    Await.until(
        "all requests are counted",
        () -> {
          String metrics = console.text("/metrics");
          return metrics.contains("route=\"/status\",status=\"5xx\"} 1.0")
              && metrics.contains("junicorn_queue_wait_seconds_count 22");
        });
    assertThat(console.text("/metrics"))
        .contains("junicorn_requests_total{route=\"/\",status=\"2xx\"} 20.0")
        .contains("junicorn_requests_total{route=\"(not found)\",status=\"4xx\"} 1.0")
        .contains("junicorn_workers{state=\"ready\"} 1.0");
    Await.until(
        "the load and the worker's memory are known",
        () -> {
          String metrics = console.text("/metrics");
          return metrics.contains("junicorn_slots{state=\"idle\"} 2.0")
              && metrics.contains("junicorn_ready 1.0")
              && PSS.matcher(metrics).find();
        });
    server.stop();
  }

  @Test
  void aWaitingRequestIsSeen() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--console", "127.0.0.1:0");
    Gate gate = servers.gate();
    List<CompletableFuture<Integer>> slow =
        Stream.generate(() -> server.web().statusLater(gate.path())).limit(2).toList();
    Web console = console(server);
    Await.until(
        "one runs and one waits",
        () -> {
          String text = console.text("/metrics");
          return text.contains("junicorn_slots{state=\"busy\"} 1.0")
              && text.contains("junicorn_queue_requests 1.0");
        });
    gate.open();
    assertThat(slow).allSatisfy(answer -> assertThat(answer.join()).isEqualTo(200));
  }

  @Test
  void theTokenIsAskedFor() {
    // No other server has it, of those that other tests run meanwhile.
    String token = "only-this-servers-" + System.nanoTime();
    Junicorn server =
        servers.launch(
            Junicorn.APPS.resolve("hello"),
            "app:app",
            Map.of("JUNICORN_CONSOLE_TOKEN", token),
            "--workers",
            "1",
            "--console",
            "127.0.0.1:0");
    Web console = console(server);
    assertThat(console.get("/metrics").statusCode()).isEqualTo(401);
    assertThat(
            console
                .send(console.to("/metrics").header("Authorization", "Bearer " + token))
                .statusCode())
        .isEqualTo(200);
    assertThat(console.get("/livez").statusCode()).isEqualTo(200);
    assertThat(server.logText()).doesNotContain(token);
    server.awaitReady(1);
    assertThat(Proc.withVariable("JUNICORN_CONSOLE_TOKEN", token))
        .as("processes that know the token")
        .containsExactly(server.pid());
  }

  @Test
  void aThousandIdleConnectionsMakeRoomForWhoAsks() throws Exception {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--console", "127.0.0.1:0");
    int port = port(server);
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 1000; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      }
      // It is let in after all before it, in the place of the one that was idle for longest.
      assertThat(console(server).get("/livez").statusCode()).isEqualTo(200);
      assertThat(sockets.stream().limit(1000 - 64)).allMatch(ConsoleIT::isClosed);
      assertThat(sockets.stream().skip(1000 - 60)).noneMatch(ConsoleIT::isClosedNow);
      assertThat(server.web().text("/")).isEqualTo("hello\n");
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void whatWasSeenIsToldAsJsonAndEverySecond() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "2", "--console", "127.0.0.1:0");
    server.web().get("/");
    Web console = console(server);
    Await.until("it has looked", () -> console.get("/api/now").statusCode() == 200);
    assertThat(console.json("/api/now").at("/setup/app").asString()).isEqualTo("app:app");
    Await.until(
        "the request is among those served",
        () -> console.json("/api/slow").at("/slowest/0/path").asString().equals("/"));
    try (RawClient page = RawClient.connect(port(server))) {
      page.send(FOLLOW);
      assertThat(page.answerHead().header("Content-Type")).containsExactly("text/event-stream");
      // Each read waits for the next byte; the stream has no end.
      StringBuilder told = new StringBuilder();
      while (told.toString().split("event: second\n", -1).length <= 3) {
        byte[] next = page.read(1);
        assertThat(next).as("the stream goes on after %s", told).isNotEmpty();
        told.append(new String(next, StandardCharsets.ISO_8859_1));
      }
      assertThat(told).contains("retry: 2000");
    }
    assertThat(server.ctl("stop").exitCode()).isZero();
  }

  @Test
  void pagesThatDoNotListenCostNothing() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--console", "127.0.0.1:0");
    List<RawClient> deaf = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        RawClient page = RawClient.connect(InetAddress.getLoopbackAddress(), port(server), 4096);
        deaf.add(page);
        page.send(FOLLOW);
        page.answerHead();
      }
      Web console = console(server);
      assertThat(console.get("/events").statusCode()).isEqualTo(503);
      assertThat(Web.text(console.get("/events"))).contains("16 pages follow this server already");
      assertThat(console.get("/livez").statusCode()).isEqualTo(200);
      assertThat(server.web().text("/")).isEqualTo("hello\n");
      server.signal("TERM");
      assertThat(server.awaitExit()).isZero();
    } finally {
      deaf.forEach(RawClient::close);
    }
  }

  @Test
  void whereTheConsoleCannotListenTheServerDoesNotStart() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      Junicorn server = servers.launch("hello", "--console", "127.0.0.1:" + taken.getLocalPort());
      assertThat(server.awaitExit()).isEqualTo(1);
      assertThat(server.logText()).contains("Cannot open the console at").contains("--console");
    }
  }

  private static boolean isClosedNow(Socket socket) {
    return isClosedWithin(20, socket);
  }

  private static boolean isClosed(Socket socket) {
    return isClosedWithin(300, socket);
  }

  private static boolean isClosedWithin(int milliseconds, Socket socket) {
    try {
      socket.setSoTimeout(milliseconds);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private static Web console(Junicorn server) {
    return new Web("http://127.0.0.1:" + port(server));
  }

  private static int port(Junicorn server) {
    return Integer.parseInt(server.awaitLine(CONSOLE).group(1));
  }
}
