package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An answer that never ends by itself ends with its client: its code is told in the way of the
 * framework, and its slot is free.
 */
class EventStreamsIT {

  private static final String LINE = "data: x\n\n";
  private static final int THREADS = 3;

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static Junicorn server;
  private static Path socket;

  private final Map<String, Integer> before = ended();

  @BeforeAll
  static void serve() {
    socket = SERVERS.temporaryFolder().resolve("app.sock");
    server =
        SERVERS.serve(
            "streams",
            "--workers",
            "1",
            "--threads",
            Integer.toString(THREADS),
            "--timeout",
            "0",
            "--access-logfile",
            "-",
            "--bind",
            "127.0.0.1:0",
            "--bind",
            "unix:" + socket);
  }

  /** None of it was a failure of the app's or of ours. */
  @AfterAll
  static void stop() {
    server.stop();
    assertThat(server.logText())
        .doesNotContain("Traceback", "Exception", "CRITICAL", "ERROR")
        .containsPattern("\"GET /generator HTTP/1.1\" 200 [1-9]")
        .containsOnlyOnce("is ready");
  }

  /** As many leave as there are slots, so that one that is not given back would be missed. */
  @ParameterizedTest
  @ValueSource(strings = {"generator", "write", "flask", "django", "flood"})
  void aStreamEndsWhenItsClientLeaves(String kind) {
    for (int i = 0; i < THREADS; i++) {
      try (RawClient client = server.connect()) {
        assertThat(client.request("GET", "/" + kind).answerHead().status()).isEqualTo(200);
        assertThat(client.read(100)).hasSize(100);
      }
    }
    awaitEnded(kind, THREADS);
  }

  @ParameterizedTest
  @CsvSource({"flask, flask on_close", "django, django request_finished"})
  void frameworksCleanUpAfterAStream(String kind, String step) {
    try (RawClient client = server.connect()) {
      client.request("GET", "/" + kind).answerHead();
    }
    awaitEnded(step, 1);
  }

  /** What is sent to a client that takes nothing is on disk when it leaves. */
  @Test
  void aStreamThatIsSpooledEndsWhenItsClientLeaves() {
    Web web = server.web();
    int flooded = web.json("/state").path("flooded").asInt();
    try (RawClient client = RawClient.connectWithSmallWindow(server.port())) {
      client.request("GET", "/flood");
      Await.until(
          "32 MiB were sent", () -> web.json("/state").path("flooded").asInt() - flooded > 512);
    }
    awaitEnded("flood", 1);
  }

  /** Only the end of the connection tells such a client where its answer ends. */
  @Test
  void aClientOfHttp10MayLeaveAsWell() {
    try (RawClient client = server.connect()) {
      client.send("GET /generator HTTP/1.0\r\n\r\n").answerHead();
    }
    awaitEnded("generator", 1);
  }

  @Test
  void aClientThatOnlyClosesItsSendingSideGetsItsWholeAnswer() {
    try (RawClient client = server.connect()) {
      RawClient.Answer answer = client.request("GET", "/lines?n=50").halfClose().answer("GET");
      assertThat(answer.body()).isEqualTo(LINE.repeat(50));
      assertThat(answer.end()).isEqualTo(RawClient.End.CHUNKS);
    }
  }

  @Test
  void whoClosesTheSendingSideFirstMayLeaveLater() throws IOException {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      client.getOutputStream().write(RawClient.head("GET", "/generator").getBytes(US_ASCII));
      client.shutdownOutput();
      assertThat(client.getInputStream().readNBytes(1000)).hasSize(1000);
      client.setSoLinger(true, 0);
    }
    awaitEnded("generator", 1);
  }

  @Test
  void aUnixSocketsClientMayLeave() {
    try (RawClient client = RawClient.connect(socket)) {
      client.request("GET", "/generator").answerHead();
    }
    awaitEnded("generator", 1);
  }

  private void awaitEnded(String kind, int count) {
    Await.until(
        count + " more ended: " + kind,
        () -> ended().getOrDefault(kind, 0) - before.getOrDefault(kind, 0) >= count);
  }

  /** How many streams of each kind were ended. */
  private static Map<String, Integer> ended() {
    Map<String, Integer> counts = new HashMap<>();
    server
        .web()
        .json("/state")
        .path("ended")
        .forEachEntry((kind, count) -> counts.put(kind, count.asInt()));
    return counts;
  }
}
