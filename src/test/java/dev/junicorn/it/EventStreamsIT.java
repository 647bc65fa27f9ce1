package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * An answer that never ends by itself ends with its client: its code is told in the way of the
 * framework, and its slot is free.
 */
class EventStreamsIT {

  private static final String LINE = "data: x\n\n";

  @RegisterExtension final Servers servers = new Servers();

  /** As many leave as there are slots, so that one that is not given back would be missed. */
  @ParameterizedTest
  @ValueSource(strings = {"generator", "write", "flask", "django", "flood"})
  void aStreamEndsWhenItsClientLeaves(String kind) {
    Junicorn server = serve(3);
    for (int i = 0; i < 3; i++) {
      try (RawClient client = server.connect()) {
        assertThat(client.request("GET", "/" + kind).answerHead().status()).isEqualTo(200);
        assertThat(client.read(100)).hasSize(100);
      }
    }
    awaitEnded(server, kind, 3);
    server.stop();
    assertThat(server.logText())
        .doesNotContain("Traceback", "Exception", "CRITICAL")
        .containsPattern("\"GET /" + kind + " HTTP/1.1\" 200 [1-9]");
  }

  @Test
  void frameworksCleanUpAfterAStream() {
    Junicorn server = serve(2);
    for (String kind : new String[] {"flask", "django"}) {
      try (RawClient client = server.connect()) {
        client.request("GET", "/" + kind).answerHead();
      }
    }
    awaitEnded(server, "flask on_close", 1);
    awaitEnded(server, "django request_finished", 1);
    server.stop();
  }

  /** What is sent to a client that takes nothing is on disk when it leaves. */
  @Test
  void aStreamThatIsSpooledEndsWhenItsClientLeaves() {
    Junicorn server = serve(2);
    try (RawClient client = RawClient.connectWithSmallWindow(server.port())) {
      client.request("GET", "/flood");
      Web web = server.web();
      Await.until("32 MiB were sent", () -> web.json("/state").path("flooded").asInt() > 512);
    }
    awaitEnded(server, "flood", 1);
    server.stop();
  }

  /** Before it is cut, an answer without any framing of its own is ended by a reset. */
  @Test
  void aClientOfHttp10MayLeaveAsWell() {
    Junicorn server = serve(1);
    for (int i = 1; i <= 2; i++) {
      try (RawClient client = server.connect()) {
        client.send("GET /generator HTTP/1.0\r\n\r\n").answerHead();
      }
      awaitEnded(server, "generator", i);
    }
    server.stop();
    assertThat(server.logText()).containsOnlyOnce("is ready");
  }

  @Test
  void aClientThatOnlyClosesItsSendingSideGetsItsWholeAnswer() {
    Junicorn server = serve(1);
    try (RawClient client = server.connect()) {
      RawClient.Answer answer = client.request("GET", "/lines?n=50").halfClose().answer("GET");
      assertThat(answer.body()).isEqualTo(LINE.repeat(50));
      assertThat(answer.end()).isEqualTo(RawClient.End.CHUNKS);
    }
    server.stop();
  }

  @Test
  void whoClosesTheSendingSideFirstMayLeaveLater() throws IOException {
    Junicorn server = serve(1);
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      client
          .getOutputStream()
          .write(RawClient.head("GET", "/generator").getBytes(StandardCharsets.US_ASCII));
      client.shutdownOutput();
      assertThat(client.getInputStream().readNBytes(1000)).hasSize(1000);
      client.setSoLinger(true, 0);
    }
    awaitEnded(server, "generator", 1);
    server.stop();
  }

  @Test
  void aUnixSocketsClientMayLeave() {
    Path socket = servers.temporaryFolder().resolve("app.sock");
    Junicorn server = serve(1, "--bind", "127.0.0.1:0", "--bind", "unix:" + socket);
    try (RawClient client = RawClient.connect(socket)) {
      client.request("GET", "/generator").answerHead();
    }
    awaitEnded(server, "generator", 1);
    server.stop();
  }

  private Junicorn serve(int threads, String... more) {
    String[] options = {
      "--workers",
      "1",
      "--threads",
      Integer.toString(threads),
      "--timeout",
      "0",
      "--access-logfile",
      "-"
    };
    String[] all = new String[options.length + more.length];
    System.arraycopy(options, 0, all, 0, options.length);
    System.arraycopy(more, 0, all, options.length, more.length);
    return servers.serve("streams", all);
  }

  private static void awaitEnded(Junicorn server, String kind, int count) {
    Web web = server.web();
    Await.until(
        count + " streams ended: " + kind,
        () -> {
          JsonNode state = web.json("/state");
          assertThat(state.path("begun").path(kind).asInt()).isEqualTo(count);
          return state.path("ended").path(kind).asInt() == count;
        });
  }
}
