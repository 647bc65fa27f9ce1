package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Workers come and go under load, and nobody loses a request. */
class RecyclingIT {

  /** Longer with {@code -Djunicorn.load.seconds=30}. */
  private static final Duration LOAD =
      Duration.ofSeconds(Integer.getInteger("junicorn.load.seconds", 10));

  private static final int ANSWERS_BETWEEN_CHANGES = 500;

  @RegisterExtension final Servers servers = new Servers();

  @Test
  @SuppressWarnings("SystemOut")
  void workersThatHaveAnsweredEnoughAreReplacedAndNoRequestIsLost() {
    Junicorn server =
        servers
            .serve(
                "hello",
                "--workers",
                "3",
                "--threads",
                "2",
                "--max-requests",
                "50",
                "--max-requests-jitter",
                "10")
            .awaitReady(3);
    long end = System.nanoTime() + LOAD.toNanos();
    try (Load load = Load.on(server, 32, "/")) {
      Await.until(
          "the time is over, and more than three workers are replaced",
          LOAD.plus(Await.PATIENCE),
          () -> System.nanoTime() - end > 0 && server.readyWorkers().size() > 6);
      Load.Report report = load.end();
      System.out.println(
          "--max-requests 50 for "
              + LOAD.toSeconds()
              + " s, "
              + (server.readyWorkers().size() - 3)
              + " workers replaced: "
              + report);
      assertThat(report.failed()).isZero();
    }
    server.awaitLine("it has answered [56]\\d requests \\(--max-requests\\)");
    server.stop();
    assertThat(server.logText()).doesNotContain("[ERROR]");
  }

  @Test
  @SuppressWarnings("SystemOut")
  void moreAndFewerWorkersUnderLoadLoseNothing() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "2");
    try (Load load = Load.on(server, 32, "/")) {
      for (int workers = 2; workers <= 5; workers++) {
        server.signal("TTIN");
        server.awaitReady(workers);
        awaitAnswers(load);
      }
      for (int workers = 4; workers >= 2; workers--) {
        int expected = workers;
        server.signal("TTOU");
        Await.until("fewer workers", () -> server.workers().size() == expected);
        awaitAnswers(load);
      }
      Load.Report report = load.end();
      System.out.println("1 to 5 to 2 workers, 32 connections: " + report);
      assertThat(report.failed()).isZero();
    }
    assertThat(server.workers()).hasSize(2);
    server.stop();
  }

  private static void awaitAnswers(Load load) {
    long enough = load.answered() + ANSWERS_BETWEEN_CHANGES;
    Await.until("the load goes on", () -> load.answered() > enough);
  }

  @Test
  void thereIsAlwaysOneWorker() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "1");
    List<Long> workers = server.workers();
    server.signal("TTOU");
    Await.until("the server has taken the signal", () -> !Proc.hasPendingSignal(server.pid()));
    assertThat(server.ctl("status").assertDone().out()).contains("1 of 1 ready with 1 thread each");
    assertThat(server.web().text("/")).isEqualTo("hello\n");
    assertThat(server.workers()).isEqualTo(workers);
    server.stop();
  }

  @Test
  void aWorkerGrowsOld() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--max-worker-age", "1");
    server.awaitLine("is to be replaced: it is \\d+ s old \\(--max-worker-age 1\\)");
    server.awaitReady(2);
    Await.until("one is left", () -> server.workers().size() == 1);
    server.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "--max-worker-memory, INFO\\], ', over 150.0 MB \\(--max-worker-memory\\)'",
    "--max-worker-memory-hard, WARNING\\], ', over 150.0 MB \\(--max-worker-memory-hard\\)'"
  })
  void aWorkerThatGrowsIsReplaced(String option, String severity, String why) {
    EditedApp app = EditedApp.in(servers.temporaryFolder());
    app.replace(
        """
        kept = []

        def app(environ, start_response):
            if environ["PATH_INFO"] == "/grow":
                kept.append(b"x" * 200_000_000)
            start_response("200 OK", [("Content-Length", "2")])
            return [b"ok"]
        """);
    Junicorn server =
        servers
            .launch(app.folder(), "app:app", Map.of(), "--workers", "1", option, "150M")
            .awaitReady(1);
    long first = server.workers().getFirst();
    assertThat(server.web().text("/grow")).isEqualTo("ok");
    server.awaitLine(severity + " Worker 1 .* is to be replaced: it holds \\d+.\\d MB" + why);
    Await.until("it is gone", () -> !Proc.isAlive(first));
    assertThat(server.web().text("/")).isEqualTo("ok");
    server.stop();
  }
}
