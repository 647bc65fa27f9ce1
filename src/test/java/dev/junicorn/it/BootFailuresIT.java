package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Code that worked once, and does not any more: the port stays open, and says so. */
class BootFailuresIT {

  @RegisterExtension final Servers servers = new Servers();

  private final EditedApp app = EditedApp.in(servers.temporaryFolder());

  @Test
  void whileNoWorkerCanBootRequestsAreRefusedAtOnceAndTheCauseIsInTheLogOnly() {
    Junicorn server = launch("--workers", "1", "--threads", "2").awaitReady(1);
    app.breakIt();
    Proc.signal("KILL", server.workers().getFirst());
    HttpResponse<byte[]> answer = server.web().get("/");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    assertThat(Web.text(answer))
        .isEqualTo("The app cannot be started; the server's log says why.\n");
    server.awaitLine("SyntaxError: invalid syntax");
    app.write(2);
    Await.until("it serves again", () -> server.web().get("/").statusCode() == 200);
    assertThat(server.web().text("/")).isEqualTo("v2");
    server.stop();
  }

  @Test
  void aReloadBringsBackAServerWithoutAWorkerAndLeavesNothingOfTheOldGeneration() {
    Junicorn server = launch("--workers", "1", "--threads", "2").awaitReady(1);
    app.breakIt();
    Proc.signal("KILL", server.workers().getFirst());
    assertThat(server.web().get("/").statusCode()).isEqualTo(503);
    app.write(2);
    server.signal("HUP");
    Await.until("it serves again", () -> server.web().get("/").statusCode() == 200);
    Await.until("server, spawner and worker are left", () -> server.processes().size() == 3);
    server.stop();
  }

  @Test
  void clientsSeeTheCauseWithDebugErrors() {
    Junicorn server = launch("--workers", "1", "--debug-errors").awaitReady(1);
    app.breakIt();
    Proc.signal("KILL", server.workers().getFirst());
    HttpResponse<byte[]> answer = server.web().get("/");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/plain; charset=utf-8");
    assertThat(Web.text(answer)).contains("SyntaxError: invalid syntax", "<not Python>");
    server.stop();
  }

  @Test
  void aDeveloperSeesTheErrorAsAPageUntilItIsCorrected() {
    app.breakIt();
    Junicorn server = launch("--workers", "2", "--threads", "2", "--reload");
    HttpResponse<byte[]> answer = server.web().get("/");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
    assertThat(Web.text(answer)).contains("<h1>", "SyntaxError", "&lt;not Python&gt;");
    server.awaitLine("the app is started again when one of its files changes \\(--reload\\)");
    app.write(2);
    awaitText(server, "v2");
    app.write(30);
    server.awaitLine("app.py changed");
    awaitText(server, "v30");
    app.breakIt();
    Await.until("the page is back", () -> server.web().get("/").statusCode() == 503);
    Await.until(
        "it is said again what requests get",
        () -> server.count(line -> line.contains("Requests are answered with this error")) == 2);
    assertThat(server.logText()).contains("is thrown away: ").doesNotContain("serves on");
    app.write(4);
    awaitText(server, "v4");
    server.stop();
  }

  @Test
  void aTemplateThatChangesIsAReloadToo() throws Exception {
    Path template = servers.temporaryFolder().resolve("page.html");
    Files.writeString(template, "first");
    Junicorn server =
        launch("--workers", "1", "--reload", "--reload-extra-file", template.toString())
            .awaitReady(1);
    Files.writeString(template, "second");
    server.awaitLine("Generation 2 is started \\(" + template + " changed\\)");
    server.awaitLine("Reloaded after");
    server.stop();
  }

  @Test
  void aPreloadedAppThatCannotBeImportedEndsTheServerAsAnyOther() {
    app.breakIt();
    Junicorn server = launch("--workers", "2", "--preload");
    assertThat(server.awaitExit()).isEqualTo(4);
    assertThat(server.logText()).contains("SyntaxError: invalid syntax", "<not Python>");
    server.assertLeftNothing();
  }

  @Test
  void whatDoesNotSurviveTheForkOfAPreloadedAppIsNamed() {
    app.replace(
        """
        import threading
        threading.Thread(target=threading.Event().wait, name="poller", daemon=True).start()

        def app(environ, start_response):
            start_response("200 OK", [("Content-Length", "2")])
            return [b"ok"]
        """);
    Junicorn server = launch("--workers", "2", "--preload").awaitReady(2);
    server.awaitLine("WARNING\\] --preload: the import has started 1 thread: poller\\.");
    assertThat(server.web().text("/")).isEqualTo("ok");
    server.stop();
  }

  private static void awaitText(Junicorn server, String text) {
    Await.until(
        text,
        () -> {
          HttpResponse<byte[]> answer = server.web().get("/");
          return answer.statusCode() == 200 && Web.text(answer).equals(text);
        });
  }

  private Junicorn launch(String... options) {
    return servers.launch(app.folder(), "app:app", Map.of(), options);
  }
}
