package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;

/** Every slot is used, and nobody waits behind somebody slow while there is a free one. */
@Isolated("measures what the slots carry")
class SlotsIT {

  /** With three of six slots busy. */
  private static final Duration NOBODY_WAITS = Duration.ofMillis(500);

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void asManyRequestsRunAtOnceAsThereAreSlots() {
    Junicorn server = servers.serve("hello", "--workers", "3", "--threads", "6").awaitReady(3);
    // Another process on the machine can only make it slower, and not every time.
    Await.until("90 % of 180 requests/s", () -> rate(server) > 0.9 * 180);
    server.stop();
  }

  /** Requests that 18 clients get answered in a second, each of which takes 0.1 s. */
  private static double rate(Junicorn server) throws InterruptedException {
    int rounds = 30;
    AtomicInteger answered = new AtomicInteger();
    long began = System.nanoTime();
    List<Thread> clients =
        IntStream.range(0, 18)
            .mapToObj(client ->
                Thread.ofVirtual()
                    .start(() -> {
                      try (RawClient connection = server.connect()) {
                        for (int i = 0; i < rounds; i++) {
                          if (connection.get("/sleep?s=0.1").status() == 200) {
                            answered.incrementAndGet();
                          }
                        }
                      }
                    }))
            .toList();
    for (Thread client : clients) {
      client.join();
    }
    assertThat(answered).hasValue(18 * rounds);
    return answered.get() / ((System.nanoTime() - began) / 1e9);
  }

  @Test
  void nobodyWaitsWhileASlotIsFree() {
    Junicorn server = servers.serve("hello", "--workers", "3", "--threads", "2").awaitReady(3);
    Measured.attempt(() -> assertNobodyWaits(server.web()));
  }

  private void assertNobodyWaits(Web web) {
    Gate gate = servers.gate();
    List<CompletableFuture<Integer>> slow = statuses(web, gate.path(), 3);
    List<CompletableFuture<Duration>> waits =
        Stream.generate(
                () -> {
                  long sent = System.nanoTime();
                  return web.statusLater("/sleep?s=0.01")
                      .thenApply(status -> {
                        assertThat(status).isEqualTo(200);
                        return Duration.ofNanos(System.nanoTime() - sent);
                      });
                })
            .limit(40)
            .toList();
    List<Duration> waited = waits.stream().map(CompletableFuture::join).toList();
    assertThat(slow).noneMatch(CompletableFuture::isDone);
    gate.open();
    assertThat(slow).allSatisfy(status -> assertThat(status.join()).isEqualTo(200));
    Measured.check(
        () -> assertThat(waited).allSatisfy(wait -> assertThat(wait).isLessThan(NOBODY_WAITS)));
  }

  /**
   * Quick requests are put into inboxes ahead of time; a slow one among them must not hold them.
   */
  @Test
  void quickRequestsOvertakeSlowOnes() {
    Junicorn server = servers.serve("hello", "--workers", "2", "--threads", "1").awaitReady(2);
    Web web = server.web();
    IntStream.range(0, 200).forEach(i -> web.get("/")); // it learns that requests are quick
    Gate gate = servers.gate();
    CompletableFuture<Integer> slow = web.statusLater(gate.path());
    assertThat(statuses(web, "/", 60))
        .allSatisfy(status -> assertThat(status.join()).isEqualTo(200));
    assertThat(slow).isNotDone();
    gate.open();
    assertThat(slow.join()).isEqualTo(200);
  }

  /** The thread that has requests ahead need not be the one that was used last. */
  @Test
  void quickRequestsOvertakeSlowOnesInEveryThread() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "6").awaitReady(1);
    try (RawClient usual = server.connect()) {
      IntStream.range(0, 20).forEach(i -> usual.get("/sleep?s=0.02")); // GET blocks, POST does not
      IntStream.range(0, 1000).forEach(i -> beQuick(usual));
      for (int attempt = 0; attempt < 10; attempt++) {
        assertOvertakes(server, Duration.ofNanos(200_000L * (attempt % 5)));
        IntStream.range(0, 10).forEach(i -> beQuick(usual));
      }
    }
    server.stop();
  }

  private static void beQuick(RawClient client) {
    client.post("/sleep?s=0", new byte[0]);
    client.get("/");
  }

  /**
   * @param pause before a third request, which takes a thread of its own
   */
  private void assertOvertakes(Junicorn server, Duration pause) {
    Gate gate = servers.gate();
    try (RawClient slow = server.connect();
        RawClient quick = server.connect();
        RawClient blocking = server.connect()) {
      slow.request("POST", gate.path(), "Content-Length: 0");
      quick.request("GET", "/");
      Await.pause(pause);
      blocking.request("GET", "/sleep?s=0.02");
      assertThat(quick.answer("GET").status()).isEqualTo(200);
      gate.open();
      assertThat(slow.answer("POST").status()).as("in time, 504 later").isEqualTo(200);
    }
  }

  /** Its greenlets belong to the thread that has imported it. */
  @Test
  void aMonkeyPatchedAppIsServedByTheMainThread() {
    for (String option : List.of("--no-auto-size", "--preload")) {
      Junicorn server = servers.serve("monkey-patched", "--workers", "2", "--threads", "1", option);
      IntStream.range(0, 5)
          .forEach(i -> assertThat(server.web().text("/")).isEqualTo("MainThread"));
      server.stop();
      assertThat(server.logText()).doesNotContain("Traceback", "Exception", "killed");
    }
  }

  /** Such as a health check behind a flood of reports. */
  @Test
  void aBriefRequestDoesNotWaitForAllTheSlowOnesBeforeIt() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--graceful-timeout", "1");
    Web web = server.web();
    web.get("/");
    web.get("/sleep?s=2"); // it learns that they are slow
    Gate gate = servers.gate();
    CompletableFuture<Integer> first = web.statusLater(gate.path());
    gate.awaitArrivals(1);
    List<CompletableFuture<Integer>> slow = statuses(web, "/sleep?s=0.5", 20);
    server.awaitRequests(21);
    CompletableFuture<Integer> brief = web.statusLater("/");
    server.awaitRequests(22);
    gate.open();
    assertThat(brief.join()).isEqualTo(200);
    assertThat(slow).filteredOn(CompletableFuture::isDone).hasSizeLessThan(10);
    assertThat(first.join()).isEqualTo(200);
    server.stop();
  }

  /** To a slot that is always sent more ahead nothing slow could be given. */
  @Test
  void aSlowRequestDoesNotWaitForAllTheBriefOnesThatComeAfterIt() {
    Junicorn server =
        servers.serve("spends-time", "--workers", "1", "--threads", "1").awaitReady(1);
    Web web = server.web();
    web.get("/wait?200"); // it learns that they are slow
    try (Load brief = Load.on(server, 32, "/compute?0.5")) {
      Await.until("brief requests come all the time", () -> brief.answered() > 200);
      long before = brief.answered();
      for (int i = 0; i < 5; i++) {
        assertThat(web.get("/wait?200").statusCode()).isEqualTo(200);
      }
      // About 200, and more while the machine is busy; where they are not held back, 37,000.
      assertThat(brief.answered() - before).as("passed five slow ones").isLessThan(5000);
      assertThat(brief.end().failed()).isZero();
    }
    server.stop();
  }

  @Test
  void whoFindsTheQueueFullIsToldSo() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--queue-limit", "2");
    Web web = server.web();
    Gate gate = servers.gate();
    List<CompletableFuture<Integer>> served = statuses(web, gate.path(), 3);
    server.awaitRequests(3);
    try (RawClient late = server.connect()) {
      RawClient.Answer answer = late.get("/");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("--queue-limit");
      assertThat(answer.header("Retry-After")).isNotEmpty();
    }
    gate.open();
    assertThat(served).allSatisfy(status -> assertThat(status.join()).isEqualTo(200));
    assertThat(server.logText()).doesNotContain("Exception");
  }

  @Test
  void whoWaitsTooLongIsToldSo() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--queue-timeout", "1");
    Gate gate = servers.gate();
    CompletableFuture<Integer> slow = server.web().statusLater(gate.path());
    gate.awaitArrivals(1);
    try (RawClient late = server.connect()) {
      RawClient.Answer answer = late.get("/");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).contains("--queue-timeout");
      assertThat(answer.header("Retry-After")).isNotEmpty();
    }
    assertThat(slow).isNotDone();
    gate.open();
    assertThat(slow.join()).isEqualTo(200);
  }

  @Test
  void aClientThatLeavesTheQueueNeverReachesTheApp() {
    Junicorn server =
        servers.serve("hello", "--workers", "1", "--threads", "1", "--access-logfile", "-");
    Gate gate = servers.gate();
    CompletableFuture<Integer> slow = server.web().statusLater(gate.path());
    gate.awaitArrivals(1);
    try (RawClient leaves = server.connect()) {
      leaves.request("GET", "/status?code=299");
      server.awaitRequests(2);
    }
    Await.until("its request has left with it", () -> server.requests() == 1);
    gate.open();
    assertThat(slow.join()).isEqualTo(200);
    assertThat(server.web().text("/")).isEqualTo("hello\n");
    server.stop();
    assertThat(server.logText()).doesNotContain("/status?code=299 HTTP/1.1\" 299");
  }

  /** Asks so many times at once. */
  private static List<CompletableFuture<Integer>> statuses(Web web, String path, int count) {
    return Stream.generate(() -> web.statusLater(path)).limit(count).toList();
  }
}
