package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code junicorn probe} says of each server the number that it is configured for. */
@Isolated("measures servers")
class ProbeIT {

  private static final Path HELLO = Junicorn.APPS.resolve("hello");
  private static final String SLOW = "/sleep?s=0.2";

  @RegisterExtension final Servers servers = new Servers();

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 6", "2, 3"})
  void junicorn(int workers, int threads) {
    Junicorn server =
        servers
            .serve("hello", "--workers", "" + workers, "--threads", "" + threads)
            .awaitReady(workers);
    assertAtOnce("http://127.0.0.1:" + server.port() + SLOW, workers * threads);
  }

  @Test
  void gunicornWithOneThread() {
    try (OtherServer server = gunicorn(1, 1)) {
      assertAtOnce(server.url(SLOW), 1);
    }
  }

  /** Its workers take connections that they cannot serve, so the best may not show itself. */
  @Test
  void gunicornsBestIsALowerBoundWhereItsWorkersGetUnevenShares() {
    try (OtherServer server = gunicorn(3, 6)) {
      Measured.attempt(() -> {
        JsonNode found = probe(server.url(SLOW));
        boolean uneven = found.get("explanation").toString().contains("uneven shares");
        Measured.check(() -> {
          assertThat(found.get("at_least").asBoolean()).as(found.toString()).isEqualTo(uneven);
          assertThat(found.get("at_once").asInt())
              .as(found.toString())
              .isBetween(uneven ? 2 * 6 + 1 : 3 * 6, 3 * 6);
        });
      });
    }
  }

  private static OtherServer gunicorn(int workers, int threads) {
    return OtherServer.start(
        HELLO,
        "gunicorn",
        "--workers=" + workers,
        "--threads=" + threads,
        "--bind=127.0.0.1:PORT",
        "app:app");
  }

  @Test
  void flasksDevelopmentServerRunsAsManyAsItIsAsked() {
    try (OtherServer server =
        OtherServer.start(
            Junicorn.APPS.resolve("flask_app"),
            Junicorn.PYTHON,
            "-m",
            "flask",
            "--app",
            "app",
            "run",
            "--port",
            "PORT")) {
      Measured.attempt(() -> {
        JsonNode found = probe(server.url("/stream?n=2&pause=0.1"));
        Measured.check(() -> {
          assertThat(found.get("at_once").asInt()).isEqualTo(32);
          assertThat(found.get("at_least").asBoolean()).isTrue();
        });
      });
    }
  }

  @Test
  void waitress() {
    try (OtherServer server =
        OtherServer.start(
            HELLO,
            Junicorn.PYTHON,
            "-m",
            "waitress",
            "--threads=5",
            "--listen=127.0.0.1:PORT",
            "app:app")) {
      assertAtOnce(server.url(SLOW), 5);
    }
  }

  @Test
  void theAnswerForPeopleSaysWhatItMeans() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "1");
    Measured.attempt(() -> {
      Run run = run("http://127.0.0.1:" + server.port() + SLOW);
      assertThat(run.text).doesNotContain("\u001b");
      Measured.check(() -> {
        assertThat(run.code).isZero();
        assertThat(run.text)
            .contains("1 request at once", "one process, one thread")
            .containsPattern("1 \\.?#+ 0\\.2\\d s\n2 \\.+#+ 0\\.4");
      });
    });
  }

  @Test
  void whatIsTooQuickIsNotGuessed() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "1");
    Measured.attempt(() -> {
      Run run = run("http://127.0.0.1:" + server.port() + "/");
      Measured.check(() -> {
        assertThat(run.code).isEqualTo(2);
        assertThat(run.text).contains("too quick to tell");
      });
    });
  }

  @Test
  void errorsStopItAndAreCounted() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--queue-limit", "1");
    Measured.attempt(() -> {
      String said = run("http://127.0.0.1:" + server.port() + SLOW).text;
      Measured.check(() ->
          assertThat(said)
              .contains("1 request at once", "Stopped: of 4 requests at once 2 got status 503.")
              .doesNotContain("8 at once"));
    });
  }

  @Test
  void ctrlCEndsItAtOnce() throws Exception {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "1");
    Process probe = start("http://127.0.0.1:" + server.port() + "/sleep?s=60");
    server.awaitRequests(1);
    Proc.signal("INT", probe.pid());
    assertThat(probe.waitFor(50, TimeUnit.SECONDS)).as("it has ended").isTrue();
    assertThat(probe.exitValue()).isEqualTo(128 + 2);
  }

  @Test
  void whereNobodyListensThatIsSaid() {
    Run run = run("http://127.0.0.1:1/");
    assertThat(run.code).isEqualTo(2);
    assertThat(run.text).contains("could not connect (Connection refused)");
  }

  private static void assertAtOnce(String url, int number) {
    Measured.attempt(() -> {
      JsonNode found = probe(url);
      Measured.check(() -> {
        assertThat(found.get("at_once").asInt()).as(found.toString()).isEqualTo(number);
        assertThat(found.get("at_least").asBoolean()).isFalse();
      });
    });
  }

  private static JsonNode probe(String url) {
    Run run = run(url, "--json");
    Measured.check(() -> assertThat(run.code).as(run.text).isZero());
    return new ObjectMapper().readTree(run.text);
  }

  private record Run(int code, String text) {}

  private static Run run(String... arguments) {
    try {
      Process process = start(arguments);
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static Process start(String... arguments) throws IOException {
    List<String> words = new ArrayList<>(Proc.HEARS_INTERRUPTS);
    words.addAll(List.of(Servers.launcher(), "probe"));
    Stream.of(arguments).forEach(words::add);
    return new ProcessBuilder(words).redirectErrorStream(true).start();
  }
}
