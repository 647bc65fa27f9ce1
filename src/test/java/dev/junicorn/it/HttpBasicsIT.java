package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.it.RawClient.Answer;
import dev.junicorn.it.RawClient.End;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** HTTP/1.1 as far as it takes an app to see that it works. */
class HttpBasicsIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static Junicorn server;

  @BeforeAll
  static void start() {
    server = SERVERS.serve("hello", "--workers", "2", "--threads", "2", "--max-request-body", "1M");
  }

  @Test
  void aConnectionServesManyRequests() {
    try (RawClient client = server.connect()) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.get("/").body()).isEqualTo("hello\n");
      }
    }
  }

  @Test
  void http10EndsWithTheConnectionUnlessAskedToKeepIt() {
    try (RawClient client = server.connect()) {
      client.send("GET /stream?n=3 HTTP/1.0\r\n\r\n");
      Answer answer = client.answer("GET");
      assertThat(answer.end()).isEqualTo(End.CLOSE);
      assertThat(answer.body()).isEqualTo("AAAAABBBBBCCCCC");
    }
    try (RawClient client = server.connect()) {
      client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      Answer answer = client.answer("GET");
      assertThat(answer.end()).isEqualTo(End.LENGTH);
      assertThat(answer.header("Connection")).containsExactly("keep-alive");
      assertThat(client.get("/").body()).isEqualTo("hello\n");
    }
  }

  @Test
  void connectionCloseIsHonoured() {
    try (RawClient client = server.connect()) {
      Answer answer = client.get("/", "Connection: close");
      assertThat(answer.header("Connection")).containsExactly("close");
      assertThat(client.isClosed()).isTrue();
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInTheirOrder() {
    try (RawClient client = server.connect()) {
      StringBuilder requests = new StringBuilder();
      IntStream.range(0, 500)
          .forEach(i ->
              requests.append(
                  RawClient.head("GET", "/status?code=" + (200 + i % 4 * 100 + i % 90 + 5))));
      Thread.ofVirtual().start(() -> client.send(requests.toString()));
      for (int i = 0; i < 500; i++) {
        int expected = 200 + i % 4 * 100 + i % 90 + 5;
        Answer answer = client.answerHead();
        assertThat(answer.status()).isEqualTo(expected);
        if (expected != 204 && expected != 205 && expected != 304) {
          assertThat(client.read(9)).hasSize(9);
        }
      }
    }
  }

  /** Once it runs; one that waits is taken for one that has left. */
  @Test
  void aClientThatSendsNoMoreGetsTheAnswerThatIsBeingMade() {
    try (RawClient client = server.connect()) {
      client.request("GET", "/stream?n=3").answerHead();
      client.halfClose();
      assertThat(new String(client.rest(), UTF_8)).endsWith("CCCCC\r\n0\r\n\r\n");
    }
  }

  @Test
  void aHeadRequestGetsTheHeadOfTheAnswer() {
    try (RawClient client = server.connect()) {
      Answer answer = client.request("HEAD", "/bytes?n=1000").answer("HEAD");
      assertThat(answer.header("Content-Length")).containsExactly("1000");
      assertThat(client.get("/").body()).isEqualTo("hello\n");
    }
  }

  @Test
  void aChunkedRequestReachesTheAppWithItsLength() {
    try (RawClient client = server.connect()) {
      client.send(RawClient.head("POST", "/environ", "Transfer-Encoding: chunked"));
      client.send("5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n");
      JsonNode environ = JSON.readTree(client.answer("POST").body());
      assertThat(environ.path("CONTENT_LENGTH").asString()).isEqualTo("11");
      assertThat(environ.has("HTTP_TRANSFER_ENCODING")).isFalse();
      assertThat(environ.has("HTTP_X_TRAILER")).isFalse();
      assertThat(environ.path("wsgi.input_terminated").asBoolean()).isTrue();
    }
  }

  @Test
  void aBodyIsAskedForWhenItIsWanted() {
    try (RawClient client = server.connect()) {
      client.send(RawClient.head("POST", "/echo", "Content-Length: 5", "Expect: 100-continue"));
      assertThat(client.answerHead().statusLine()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(client.send("hello").answer("POST").body()).isEqualTo("hello");
    }
  }

  @Test
  void aBodyThatIsTooLargeIsNotAskedFor() {
    try (RawClient client = server.connect()) {
      client.send(
          RawClient.head("POST", "/echo", "Content-Length: 2000000", "Expect: 100-continue"));
      Answer answer = client.answerHead();
      assertThat(answer.status()).isEqualTo(413);
    }
    try (RawClient client = server.connect()) {
      client.send(RawClient.head("POST", "/echo", "Transfer-Encoding: chunked"));
      client.send("200000\r\n").send(new byte[0x200000]);
      Answer answer = client.answer("POST");
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).contains("--max-request-body");
    }
  }

  @Test
  void whatIsAmbiguousIsRefused() {
    for (String request :
        new String[] {
          "GET / HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: it\r\nX: a\r\n b\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: it\r\nX : a\r\n\r\n",
          "GET  / HTTP/1.1\r\nHost: it\r\n\r\n",
          "GET /#x HTTP/1.1\r\nHost: it\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: it\r\nContent-Length: +5\r\n\r\nhello",
          "POST / HTTP/1.1\r\nHost: it\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
        }) {
      try (RawClient client = server.connect()) {
        assertThat(client.send(request).answer("GET").status()).as(request).isEqualTo(400);
        assertThat(client.isClosed()).isTrue();
      }
    }
  }

  @Test
  void theEnvironSaysWhatPep3333AndGunicornSay() {
    try (RawClient client = server.connect()) {
      JsonNode environ =
          JSON.readTree(
              client
                  .get(
                      "/environ?a=%20b",
                      "X-Twice: 1",
                      "X-Twice: 2",
                      "Content-Type: text/x-it",
                      "X_Forged: 1",
                      "Cookie: a=1")
                  .body());
      assertThat(environ.path("REQUEST_METHOD").asString()).isEqualTo("GET");
      assertThat(environ.path("PATH_INFO").asString()).isEqualTo("/environ");
      assertThat(environ.path("SCRIPT_NAME").asString()).isEmpty();
      assertThat(environ.path("QUERY_STRING").asString()).isEqualTo("a=%20b");
      assertThat(environ.path("RAW_URI").asString()).isEqualTo("/environ?a=%20b");
      assertThat(environ.path("SERVER_PROTOCOL").asString()).isEqualTo("HTTP/1.1");
      assertThat(environ.path("SERVER_PORT").asString()).isEqualTo("" + server.port());
      assertThat(environ.path("REMOTE_ADDR").asString()).isEqualTo("127.0.0.1");
      assertThat(environ.path("REMOTE_PORT").asString()).matches("\\d+");
      assertThat(environ.path("CONTENT_TYPE").asString()).isEqualTo("text/x-it");
      assertThat(environ.path("HTTP_HOST").asString()).isEqualTo("it");
      assertThat(environ.path("HTTP_X_TWICE").asString()).isEqualTo("1,2");
      assertThat(environ.has("HTTP_X_FORGED")).isFalse();
      assertThat(environ.path("wsgi.url_scheme").asString()).isEqualTo("http");
      assertThat(environ.path("wsgi.multithread").asBoolean()).isTrue();
      assertThat(environ.path("wsgi.multiprocess").asBoolean()).isTrue();
    }
  }

  @Test
  void pathsAreDecodedIntoTheLatin1Tunnel() {
    try (RawClient client = server.connect()) {
      assertThat(client.get("/%65nviron").body()).contains("\"PATH_INFO\": \"/environ\"");
      assertThat(client.get("http://other/environ").body()).contains("\"PATH_INFO\": \"/environ\"");
      assertThat(client.get("/%C3%A4").status()).isEqualTo(404);
    }
  }

  @Test
  void aTrustedProxySaysTheScheme() {
    try (RawClient client = server.connect()) {
      assertThat(client.get("/environ", "X-Forwarded-Proto: https").body())
          .contains("\"wsgi.url_scheme\": \"https\"");
    }
  }

  @Test
  void anotherClientDoesNotSayTheScheme() {
    Junicorn distrustful = SERVERS.serve("hello", "--forwarded-allow-ips", "192.0.2.1");
    try (RawClient client = distrustful.connect()) {
      assertThat(client.get("/environ", "X-Forwarded-Proto: https").body())
          .contains("\"wsgi.url_scheme\": \"http\"");
    }
    distrustful.stop();
  }

  @Test
  void everyAnswerHasADateAndAServer() {
    try (RawClient client = server.connect()) {
      Answer answer = client.post("/echo", "x".getBytes(UTF_8));
      assertThat(answer.header("Date")).singleElement().asString().endsWith(" GMT");
      assertThat(answer.header("Server")).containsExactly("junicorn");
    }
  }
}
