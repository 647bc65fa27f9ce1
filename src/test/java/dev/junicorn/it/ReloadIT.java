package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** New code takes over without anybody noticing, or not at all. */
class ReloadIT {

  private static final String SERVES =
      """
      def app(environ, start_response):
          start_response("200 OK", [])
          return [b"ok"]
      """;

  private static final Pattern ASKED = Pattern.compile("Reloading: asked to \\(SIGHUP");
  private static final Pattern RELOADED = Pattern.compile("Reloaded after");
  private static final Pattern REFUSED = Pattern.compile("is thrown away, the old one serves on");

  @RegisterExtension final Servers servers = new Servers();

  private final EditedApp app = EditedApp.in(servers.temporaryFolder());

  @Test
  @SuppressWarnings("SystemOut")
  void twentyReloadsTenOfThemBrokenLoseNothing() {
    Junicorn server = launch("--workers", "3", "--threads", "2").awaitReady(3);
    try (Load load = Load.on(server, 32, "/")) {
      for (int i = 1; i <= 10; i++) {
        app.breakIt();
        reload(server, REFUSED, i);
        app.write(i + 1);
        reload(server, RELOADED, i);
      }
      long answered = load.answered();
      Await.until("the last code has answered", () -> load.answered() > answered + 2 * 32);
      Load.Report report = load.end();
      System.out.println("20 reloads, 10 broken, 32 connections: " + report);
      assertThat(report.faults()).isEmpty();
      assertThat(report.failed()).isZero();
      assertThat(report.total()).isGreaterThan(1000);
      assertThat(report.bodies().keySet()).contains("v1", "v11");
    }
    assertThat(server.web().text("/")).isEqualTo("v11");
    server.awaitLine("SyntaxError: invalid syntax \\(app.py, line 3\\)");
    Await.until("server, spawner and workers are left", () -> server.processes().size() == 5);
    assertThat(server.workers()).hasSize(3);
    server.stop();
  }

  /** The worker that proved it is ended on purpose, and its end is no crash beside the reason. */
  @Test
  void newCodeThatCannotBeImportedIsReportedOnce() {
    Junicorn server = launch("--workers", "1").awaitReady(1);
    app.replace("x = 1 / 0\n");
    for (int i = 1; i <= 5; i++) {
      reload(server, REFUSED, i);
      server.awaitLine("Worker " + (i + 1) + " \\(pid \\d+\\) ended: ");
    }
    server.stop();
    assertThat(server.lines(Pattern.compile("ZeroDivisionError")))
        .as("the sentence and the end of the traceback, five times")
        .hasSize(10);
    assertThat(server.logText()).doesNotContain(" died: ").doesNotContain("is not known");
  }

  @Test
  void aRequestThatRunsIsFinishedByTheOldCode() {
    Junicorn server = launch("--workers", "1", "--threads", "2").awaitReady(1);
    Web web = server.web();
    CompletableFuture<HttpResponse<byte[]>> running = web.getLater("/gate");
    app.gate().awaitArrivals(1);
    app.write(2);
    reload(server, RELOADED, 1);
    app.gate().open();
    assertThat(Web.text(running.join())).isEqualTo("v1");
    assertThat(web.text("/")).isEqualTo("v2");
    server.stop();
  }

  @Test
  void newCodeThatDoesNotAnswerTheProbeGetsNoTraffic() {
    Junicorn server =
        launch("--workers", "1", "--threads", "2", "--reload-probe", "/broken").awaitReady(1);
    List<Long> before = server.workers();
    app.write(2);
    reload(server, REFUSED, 1);
    server.awaitLine(
        "The probe /broken \\(--reload-probe\\) failed: RuntimeError: broken as asked");
    assertThat(server.web().text("/")).isEqualTo("v1");
    Await.until("the new worker is gone", () -> server.workers().equals(before));
    server.stop();
  }

  @Test
  void newCodeThatHangsInTheProbeGetsNoTraffic() {
    Junicorn server =
        launch("--workers", "1", "--timeout", "4", "--reload-probe", "/sleep").awaitReady(1);
    app.replace("import time\n\ndef app(environ, start_response):\n    time.sleep(60)\n");
    reload(server, REFUSED, 1);
    server.awaitLine("The probe /sleep \\(--reload-probe\\) was not answered within 4 s");
    assertThat(server.web().text("/")).isEqualTo("v1");
    Await.until("server, spawner and worker are left", () -> server.processes().size() == 3);
    server.stop();
  }

  @Test
  void aStopInTheMiddleOfAReloadLeavesNothing() {
    Junicorn server = launch("--workers", "2", "--threads", "2").awaitReady(2);
    app.replace("import time\nprint('importing')\ntime.sleep(60)\n");
    server.signal("HUP");
    server.awaitLine("importing");
    CompletableFuture<HttpResponse<byte[]>> running = server.web().getLater("/gate");
    app.gate().awaitArrivals(1);
    server.signal("TERM");
    server.awaitLine("Stopping: ");
    app.gate().open();
    assertThat(Web.text(running.join())).isEqualTo("v1");
    assertThat(server.awaitExit()).isZero();
    server.assertLeftNothing();
  }

  @Test
  void newCodeThatAnswersTheProbeServes() {
    Junicorn server = launch("--workers", "2", "--reload-probe", "/sleep?deep=1").awaitReady(2);
    app.write(2);
    reload(server, RELOADED, 1);
    assertThat(server.web().text("/")).isEqualTo("v2");
    server.stop();
  }

  @Test
  void manyReloadsAtOnceBecomeTwo() {
    Junicorn server = launch("--workers", "2").awaitReady(2);
    app.replace("import os, time\nwhile not os.path.exists('open'): time.sleep(0.01)\n" + SERVES);
    server.signal("HUP");
    server.awaitLine("Generation 2 is started");
    for (int asked = 2; asked <= 6; asked++) {
      int signals = asked;
      server.signal("HUP");
      Await.until("it hears of it", () -> server.lines(ASKED).count() == signals);
    }
    app.gate().open();
    Await.until("two are done", () -> server.lines(RELOADED).count() == 2);
    Await.until("the old ones are gone", () -> server.workers().size() == 2);
    assertThat(server.logText()).doesNotContain("Generation 4");
    server.stop();
  }

  @Test
  void aReloadThatIsAskedForDuringTheStartComesWhenTheServerServes() {
    Junicorn server = launch("--workers", "2");
    server.awaitLine("requests at once");
    server.signal("HUP");
    server.awaitLine(RELOADED);
    reload(server, RELOADED, 2);
    Await.until("the old ones are gone", () -> server.workers().size() == 2);
    assertThat(server.logText()).doesNotContain("CRITICAL").contains("workers of generation 3");
    server.stop();
  }

  @Test
  void preloadedCodeIsReloadedAsWell() {
    Junicorn server = launch("--workers", "2", "--preload").awaitReady(2);
    app.write(2);
    reload(server, RELOADED, 1);
    assertThat(server.web().text("/")).isEqualTo("v2");
    app.breakIt();
    reload(server, REFUSED, 1);
    server.awaitLine("SyntaxError: invalid syntax");
    assertThat(server.web().text("/")).isEqualTo("v2");
    server.stop();
  }

  /** Standard output as a logger is much copied, and is no stream of the interpreter's. */
  @Test
  void preloadedCodeWithStreamsOfItsOwnIsReloadedAsWell() {
    app.replace(
        """
        import logging, sys
        logging.basicConfig(level=logging.INFO, stream=sys.__stderr__)

        class StreamToLogger:
            def write(self, text):
                for line in text.rstrip().splitlines():
                    logging.info(line)

        sys.stdout = StreamToLogger()

        def app(environ, start_response):
            print("printed by a view")
            start_response("200 OK", [])
            return [b"v1"]
        """);
    Junicorn server = launch("--workers", "2", "--preload").awaitReady(2);
    assertThat(server.web().text("/")).isEqualTo("v1");
    server.awaitLine("INFO:root:printed by a view");
    reload(server, RELOADED, 1);
    assertThat(server.web().text("/")).isEqualTo("v1");
    server.stop();
  }

  @Test
  void theWorkersOfAKilledSpawnerServeOnAndAreReplaced() {
    Junicorn server = launch("--workers", "2", "--threads", "2").awaitReady(2);
    List<Long> before = server.workers();
    try (Load load = Load.on(server, 8, "/")) {
      Await.until("there is load", () -> load.answered() > 100);
      Proc.signal("KILL", server.spawner());
      server.awaitLine("Its workers serve on until a new generation takes their place");
      server.awaitReady(4);
      Await.until("the old ones are gone", () -> before.stream().noneMatch(Proc::isAlive));
      Load.Report report = load.end();
      assertThat(report.failed()).as(report.toString()).isZero();
    }
    assertThat(server.workers()).hasSize(2);
    server.stop();
  }

  private Junicorn launch(String... options) {
    return servers.launch(app.folder(), "app:app", Map.of(), options);
  }

  private static void reload(Junicorn server, Pattern outcome, int count) {
    server.signal("HUP");
    Await.until(outcome + " " + count, () -> server.lines(outcome).count() >= count);
  }
}
