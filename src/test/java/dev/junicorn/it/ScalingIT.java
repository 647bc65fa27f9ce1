package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Another size, asked for by {@code junicorn ctl scale} under load: nobody loses a request. */
class ScalingIT {

  private static final int ANSWERS_BETWEEN_CHANGES = 500;

  @RegisterExtension final Servers servers = new Servers();

  @Test
  @SuppressWarnings("SystemOut")
  void moreAndFewerThreadsUnderLoadLoseNothing() {
    Junicorn server = servers.serve("hello", "--workers", "2", "--threads", "2").awaitReady(2);
    List<Long> before = server.workers();
    try (Load load = Load.on(server, 32, "/")) {
      for (String threads : List.of("8", "1")) {
        awaitAnswers(load);
        server.ctl("scale", "threads=" + threads).assertDone();
        assertThat(server.ctl("status", "--json").json().path("threads").asString())
            .isEqualTo(threads);
      }
      awaitAnswers(load);
      Load.Report report = load.end();
      System.out.println("2 to 8 to 1 threads, 32 connections: " + report);
      assertThat(report.failed()).isZero();
    }
    Await.until("two workers are left", () -> server.workers().size() == 2);
    assertThat(server.workers()).doesNotContainAnyElementsOf(before);
    server.stop();
  }

  @Test
  void workersAndThreadsChangeTogether() {
    Junicorn server = servers.serve("hello", "--workers", "4", "--threads", "1").awaitReady(4);
    try (Load load = Load.on(server, 8, "/sleep?s=0.05")) {
      Await.until("there is load", () -> load.answered() > 8);
      server.ctl("scale", "workers=2", "threads=4").assertDone();
      Await.until("two workers are left", () -> server.workers().size() == 2);
      Load.Report report = load.end();
      assertThat(report.failed()).as(report.toString()).isZero();
    }
    server.stop();
  }

  @Test
  void whatRunsWhenTheSizeChangesIsLetFinishHoweverLongItTakes() {
    Junicorn server =
        servers
            .serve("hello", "--workers", "2", "--threads", "1", "--graceful-timeout", "1")
            .awaitReady(2);
    Web web = server.web();
    List<CompletableFuture<Integer>> statuses =
        Stream.generate(() -> web.statusLater("/sleep?s=4")).limit(2).toList();
    server.awaitRequests(2);
    CompletableFuture<Ctl> first =
        CompletableFuture.supplyAsync(() -> server.ctl("scale", "threads=2"));
    server.awaitLine("Worker 1 .* finishes and ends");
    server.ctl("scale", "workers=3").assertDone();
    first.join().assertDone();
    assertThat(statuses).allSatisfy(status -> assertThat(status.join()).isEqualTo(200));
    server.stop();
  }

  private static void awaitAnswers(Load load) {
    long enough = load.answered() + ANSWERS_BETWEEN_CHANGES;
    Await.until("the load goes on", () -> load.answered() > enough);
  }
}
