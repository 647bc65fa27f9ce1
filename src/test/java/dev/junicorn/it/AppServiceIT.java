package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that finds itself in Azure App Service. */
class AppServiceIT {

  private static final String PING = "/robots933456.txt";
  private static final Map<String, String> INSTANCE = Map.of("WEBSITE_INSTANCE_ID", "0a1b2c");

  /** The platform kills after five seconds. */
  private static final Duration KILLED_AFTER = Duration.ofSeconds(5);

  @RegisterExtension final Servers servers = new Servers();

  private Junicorn serve(String app, String... options) {
    return servers.launch(Junicorn.APPS.resolve(app), "app:app", INSTANCE, options);
  }

  @Test
  void theWarmUpQuestionIsHeldUntilAWorkerIsReadyAndNeverReachesTheApp() throws IOException {
    Path folder = servers.temporaryFolder();
    Path go = folder.resolve("go");
    Files.writeString(
        folder.resolve("app.py"),
        """
        import os, time
        while not os.path.exists("go"):
            time.sleep(0.05)
        def app(environ, start_response):
            start_response("418 I'm a teapot", [])
            return [environ["PATH_INFO"].encode()]
        """);
    Junicorn server = servers.launch(folder, "app:app", INSTANCE, "--workers", "1");
    Web web = server.web();
    CompletableFuture<HttpResponse<byte[]>> ping = web.getLater(PING);
    server.awaitRead(1);
    assertThat(ping).isNotDone();
    Files.createFile(go);
    assertThat(ping.join().statusCode()).isEqualTo(200);
    server.awaitReady(1);
    assertThat(web.get(PING).statusCode()).isEqualTo(200);
    assertThat(web.get("/robots.txt").statusCode()).isEqualTo(418);
    server.stop();
  }

  @Test
  void elsewhereThePathIsTheApps() {
    Junicorn server = servers.serve("hello");
    assertThat(server.web().get(PING).statusCode()).isEqualTo(404);
    server.stop();
  }

  @Test
  void theFrontEndsWordCountsAndItsPortsAreTakenOff() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        def app(environ, start_response):
            start_response("200 OK", [])
            names = ("wsgi.url_scheme", "HTTP_X_FORWARDED_FOR", "HTTP_CLIENT_IP")
            return [" ".join(environ[name] for name in names).encode()]
        """);
    Junicorn server = servers.launch(folder, "app:app", INSTANCE).awaitReady(1);
    HttpResponse<byte[]> answer =
        server
            .web()
            .send(
                server
                    .web()
                    .to("/")
                    .header("X-Forwarded-Proto", "https")
                    .header("X-Forwarded-For", "203.0.113.7:51234")
                    .header("Client-IP", "203.0.113.7:51234"));
    assertThat(Web.text(answer)).isEqualTo("https 203.0.113.7 203.0.113.7:51234");
    server.stop();
  }

  @Test
  void aServerThatIsBusyEndsBeforeItIsKilled() {
    Measured.attempt(this::assertABusyServerEndsInTime);
  }

  private void assertABusyServerEndsInTime() {
    Junicorn server = serve("hello", "--workers", "1", "--threads", "1").awaitReady(1);
    CompletableFuture<Integer> endless = server.web().statusLater("/sleep?s=600");
    server.awaitRequests(1);
    long told = System.nanoTime();
    server.signal("TERM");
    assertThat(server.awaitExit()).isZero();
    Duration took = Duration.ofNanos(System.nanoTime() - told);
    assertThat(endless.join()).isEqualTo(503);
    server.assertLeftNothing();
    Measured.check(() -> assertThat(took).isLessThan(KILLED_AFTER));
  }

  @Test
  void whatDoesNotFitThePlatformIsWarnedOf() {
    Junicorn server = serve("hello", "--timeout", "600", "--graceful-timeout", "30");
    server.awaitReady(1);
    assertThat(server.log())
        .anyMatch(line -> line.contains("[WARNING] --timeout 600 allows more than App Service"))
        .anyMatch(line -> line.contains("[WARNING] --graceful-timeout 30 is no shorter"))
        .anyMatch(line -> line.contains("[WARNING] --bind 127.0.0.1"));
    server.signal("TERM");
    server.awaitExit();
  }
}
