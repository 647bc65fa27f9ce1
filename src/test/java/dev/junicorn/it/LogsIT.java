package dev.junicorn.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What operators read. */
class LogsIT {

  private static final String DATE =
      "\\[\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d [+-]\\d{4}]";

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void theAccessLogIsOffUnlessAskedFor() {
    Junicorn server = servers.serve("hello", "--workers", "1");
    server.web().text("/");
    server.stop();
    assertThat(server.logText()).doesNotContain("GET /");
  }

  @Test
  void theAccessLogHasGunicornsFormat() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--access-logfile", "-");
    try (RawClient client = server.connect()) {
      client.get("/bytes?n=10", "Referer: http://it/", "User-Agent: it \"quoted\"");
      client.post("/echo", "abc".getBytes(UTF_8));
      client.get("/nowhere");
    }
    server.stop();
    assertThat(server.log())
        .anyMatch(line ->
            line.matches(
                "127\\.0\\.0\\.1 - - "
                    + DATE
                    + " \"GET /bytes\\?n=10 HTTP/1\\.1\" 200 10 \"http://it/\" \"it .*quoted.*\""))
        .anyMatch(line -> line.contains("\"POST /echo HTTP/1.1\" 200 3 \"-\" \"-\""))
        .anyMatch(line -> line.contains("\"GET /nowhere HTTP/1.1\" 404 13"));
  }

  @Test
  void theAccessLogHasTheAtomsThatAreAskedFor() throws IOException {
    Path file = servers.temporaryFolder().resolve("access.log");
    Junicorn server =
        servers.serve(
            "hello",
            "--workers",
            "1",
            "--access-logfile",
            file.toString(),
            "--access-logformat",
            "%(m)s|%(U)s|%(q)s|%(H)s|%(s)s|%(B)s|%({x-it}i)s|%({content-type}o)s|%(D)s|%(p)s");
    try (RawClient client = server.connect()) {
      client.get("/bytes?n=10", "X-It: here");
    }
    long worker = server.workers().getFirst();
    server.stop();
    assertThat(Files.readString(file))
        .matches(
            "GET\\|/bytes\\|n=10\\|HTTP/1.1\\|200\\|10\\|here\\|application/octet-stream\\|\\d+\\|<"
                + worker
                + ">\n");
  }

  @Test
  void theAccessLogCanBeJson() throws IOException {
    Path file = servers.temporaryFolder().resolve("access.json");
    Junicorn server =
        servers.serve(
            "hello",
            "--workers",
            "1",
            "--access-logfile",
            file.toString(),
            "--access-logformat",
            "json");
    try (RawClient client = server.connect()) {
      client.get("/bytes?n=10", "User-Agent: it \"quoted\"");
    }
    server.stop();
    JsonNode line = new ObjectMapper().readTree(Files.readString(file));
    assertThat(line.toString()).contains("\"GET\"", "/bytes", "it \\\"quoted\\\"", "200");
  }

  @Test
  void whatTheAppPrintsArrivesLineByLineWithTheWorkersPid() {
    Junicorn server = servers.serve("prints", "--workers", "1", "--threads", "1");
    String mark = "[" + server.workers().getFirst() + "] ";
    server.awaitLine("printed at import$");
    server.awaitLine("printed at import, to stderr$");
    Web web = server.web();
    web.text("/line?text=a+caf%C3%A9");
    web.text("/partial");
    web.text("/line?text=next");
    web.text("/binary");
    web.text("/errors");
    web.text("/log");
    web.text("/child");
    server.stop();
    assertThat(server.log())
        .filteredOn(line -> line.contains(mark))
        .anyMatch(line -> line.endsWith(" a caf\u00e9"))
        .anyMatch(line -> line.contains("no newline here"))
        .anyMatch(line -> line.endsWith("next"))
        .anyMatch(line -> line.contains("caf\ufffd"))
        .anyMatch(line -> line.endsWith("through wsgi.errors"))
        .anyMatch(line -> line.endsWith("WARNING:shop:through logging"))
        .anyMatch(line -> line.endsWith("from a child process"));
  }

  /** Sizes that are to be typed, and lines that programs read. */
  @Test
  void numbersLookTheSameInEveryCountry() {
    Junicorn server =
        servers.launch(
            Junicorn.APPS.resolve("hello"),
            "app:app",
            Map.of("JUNICORN_JAVA_OPTS", "-Duser.language=ar -Duser.country=EG"),
            "--workers",
            "1");
    server.awaitLine("is ready after [0-9]+\\.[0-9] s: [0-9]+ threads");
    server.stop();
  }

  @Test
  void theLoggerThatAppsKnowFromGunicornHasTheLevelThatWasAskedFor() {
    Junicorn server = servers.serve("prints", "--workers", "1", "--log-level", "debug");
    server.web().text("/gunicorn");
    server.awaitLine("\\[DEBUG\\] through gunicorn's logger$");
  }

  @Test
  void messagesGoToTheFileThatIsNamed() throws IOException {
    Path file = servers.temporaryFolder().resolve("error.log");
    Junicorn server = servers.launch("prints", "--workers", "1", "--log-file", file.toString());
    Await.until(
        "a worker is ready",
        () -> Files.exists(file) && Files.readString(file).contains("Ready: "));
    server.stop();
    assertThat(Files.readString(file)).contains("Listening at: ", "printed at import", "Stopping");
    assertThat(server.log()).isEmpty();
  }

  @Test
  void whoSeesNoMessagesIsToldWhereTheyAre() throws IOException {
    Path file = servers.temporaryFolder().resolve("error.log");
    Junicorn server =
        servers.launch(
            "prints", "--workers", "1", "--log-file", file.toString(), "--bind=192.0.2.1:1");
    assertThat(server.awaitExit()).isEqualTo(1);
    assertThat(Files.readString(file)).contains("this machine has no such address");
    assertThat(server.log()).containsExactly("junicorn: ended, and the log says why: " + file);
  }

  @Test
  void quietLevelsAreQuiet() {
    Junicorn server = servers.launch("torture", "--workers", "1", "--log-level", "error");
    Await.until("it serves", () -> server.ask("status").path("ready").asBoolean());
    server.signal("TERM");
    server.awaitExit();
    assertThat(server.logText()).doesNotContain("[INFO]", "[WARNING]");
  }
}
