package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Under {@code wsgiref.validate}, which fails where the server breaks a rule of PEP 3333. */
class ValidatedIT {

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static Junicorn server;

  @BeforeAll
  static void start() {
    server = SERVERS.serve("validated", "--workers", "1", "--threads", "2");
  }

  @AfterAll
  static void nothingWasComplainedAbout() {
    server.stop();
    assertThat(server.logText()).doesNotContain("AssertionError", "WSGIWarning", "[ERROR]");
  }

  @ParameterizedTest
  @CsvSource({
    "/, 200, 'valid\n'",
    "/write, 200, 'written returned\n'",
    "/stream, 200, 'chunk 0\nchunk 1\nchunk 2\nchunk 3\nchunk 4\n'",
    "/empty, 200, ''",
    "/error, 500, 'the second head won\n'",
    "/204, 204, ''"
  })
  void answersAreValid(String path, int status, String body) {
    try (RawClient client = server.connect()) {
      RawClient.Answer get = client.get(path);
      assertThat(get.status()).isEqualTo(status);
      assertThat(get.body()).isEqualTo(body);
      assertThat(client.request("HEAD", path).answer("HEAD").status()).isEqualTo(status);
      assertThat(client.post(path, "ignored".getBytes(UTF_8)).body()).isEqualTo(body);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "sized", "line", "lines", "iterate"})
  void inputsAreValid(String how) {
    List<String> bodies = List.of("", "one", "one\ntwo\n", "x".repeat(99_999) + "\nlast");
    try (RawClient client = server.connect()) {
      for (String body : bodies) {
        RawClient.Answer answer = client.post("/input?how=" + how, body.getBytes(UTF_8));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(body);
      }
      assertThat(client.post("/input?how=none", new byte[200_000]).body()).isEmpty();
    }
  }
}
