package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.it.RawClient.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** One name for a request, in the app, the logs and the answer. */
class RequestIdsIT {

  private static final String MADE = "[0-9a-f]{12}-[0-9a-f]+";

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void everyRequestHasOneThatItsAppAndItsClientSee() {
    Junicorn server = servers.serve("hello", "--workers", "1");
    try (RawClient client = server.connect()) {
      String first = seen(client.get("/environ"));
      assertThat(first).matches(MADE);
      assertThat(seen(client.get("/environ"))).matches(MADE).isNotEqualTo(first);
      assertThat(seen(client.get("/environ", "X-Request-Id: mine-1"))).isEqualTo("mine-1");
      assertThat(seen(client.get("/environ", "X-ARR-LOG-ID: 1ab2-3c"))).isEqualTo("1ab2-3c");
      assertThat(seen(client.get("/environ", "X-ARR-LOG-ID: arr", "X-Request-Id: mine-2")))
          .isEqualTo("mine-2");
    }
  }

  @Test
  void oneThatCannotStandInALogIsReplaced() {
    Junicorn server = servers.serve("hello", "--workers", "1");
    try (RawClient client = server.connect()) {
      assertThat(seen(client.get("/environ", "X-Request-Id: two words"))).matches(MADE);
      assertThat(seen(client.get("/environ", "X-Request-Id: " + "x".repeat(129)))).matches(MADE);
      assertThat(seen(client.get("/environ", "X-Request-Id: a", "X-Request-Id: b"))).matches(MADE);
      assertThat(seen(client.get("/environ", "X-Request-Id: \"quoted\""))).matches(MADE);
    }
  }

  @Test
  void errorsOfTheServerHaveTheirsToo() {
    Junicorn server = servers.serve("torture", "--workers", "1");
    try (RawClient client = server.connect()) {
      Answer answer = client.get("/no-start", "X-Request-Id: lost-one");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.header("X-Request-Id")).containsExactly("lost-one");
    }
  }

  @Test
  void keptOnlyIfItWasGiven() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--request-id", "keep");
    try (RawClient client = server.connect()) {
      assertThat(client.get("/environ").header("X-Request-Id")).isEmpty();
      assertThat(seen(client.get("/environ", "X-Request-Id: mine"))).isEqualTo("mine");
    }
  }

  @Test
  void offMeansThatTheFieldIsLikeAnyOther() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--request-id", "off");
    try (RawClient client = server.connect()) {
      Answer answer = client.get("/environ", "X-Request-Id: two words");
      assertThat(answer.header("X-Request-Id")).isEmpty();
      assertThat(environ(answer).path("HTTP_X_REQUEST_ID").asString()).isEqualTo("two words");
    }
  }

  @Test
  void theTraceparentPassesUntouchedAndItsTraceIsInTheLog() throws Exception {
    Path log = servers.temporaryFolder().resolve("access.json");
    Junicorn server =
        servers.serve(
            "hello",
            "--workers",
            "1",
            "--access-logfile",
            log.toString(),
            "--access-logformat",
            "json");
    String parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    try (RawClient client = server.connect()) {
      Answer answer =
          client.get(
              "/environ", "traceparent: " + parent, "tracestate: a=1,b=2", "X-Request-Id: t");
      assertThat(environ(answer).path("HTTP_TRACEPARENT").asString()).isEqualTo(parent);
      assertThat(environ(answer).path("HTTP_TRACESTATE").asString()).isEqualTo("a=1,b=2");
    }
    server.stop();
    JsonNode line = new ObjectMapper().readTree(Files.readString(log));
    assertThat(line.path("trace_id").asString()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(line.path("request_id").asString()).isEqualTo("t");
  }

  /** What the app saw, which has to be what the client got. */
  private static String seen(Answer answer) {
    String app = environ(answer).path("HTTP_X_REQUEST_ID").asString();
    assertThat(answer.header("X-Request-Id")).containsExactly(app);
    return app;
  }

  private static JsonNode environ(Answer answer) {
    return new ObjectMapper().readTree(answer.body());
  }
}
