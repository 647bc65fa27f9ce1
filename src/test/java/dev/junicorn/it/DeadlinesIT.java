package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, workers and imports that do not end: {@code --timeout}, {@code --boot-timeout}. */
@Isolated("measures how soon deadlines are kept")
class DeadlinesIT {

  /** Seconds; long enough for a machine that now and then stands still. */
  private static final int TIMEOUT = 4;

  /** 0.3 s more than that on a machine that does nothing else. What is stuck is so for 60 s. */
  private static final Duration LATEST = Duration.ofSeconds(30);

  /** From the 504 on, until as many requests run at once as before; usually half a second. */
  private static final Duration CAPACITY_BACK = Duration.ofSeconds(30);

  @RegisterExtension final Servers servers = new Servers();

  private record Timed(int status, String body, Duration after) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aThreadThatSleepsIsAnswered504AndItsWorkerReplaced(int workers) {
    Measured.attempt(() -> assertASleeperIsReplaced(workers));
  }

  private void assertASleeperIsReplaced(int workers) {
    Junicorn server = serve(workers);
    CompletableFuture<Timed> stuck = getLater(server, "/sleep?s=60");
    assertNeighboursAreServed(server, 6 * workers - 1);
    assertTimedOut(stuck.join());
    long answered = System.nanoTime();
    server.awaitReady(workers + 1);
    report("a sleeping thread: capacity is back", since(answered));
    assertThat(since(answered)).isLessThan(CAPACITY_BACK);
    assertNeighboursAreServed(server, 6 * workers);
    assertThat(server.logText())
        .contains("GET /sleep?s=60 [", "] has run for ", "at 4.0 s (--timeout) it is answered 504")
        .contains("gets-stuck/app.py\", line 15, in sleep")
        .contains("    time.sleep(seconds)");
    // Within a second; a machine that stands still for so long is no fault of the interpreter's.
    Measured.check(
        () -> assertThat(server.logText()).contains("nothing else in its worker is held up"));
    server.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aThreadThatSpinsIsInterruptedAndUsedAgain(int workers) {
    Measured.attempt(() -> assertASpinnerComesBack(workers));
  }

  private void assertASpinnerComesBack(int workers) {
    Junicorn server = serve(workers);
    CompletableFuture<Timed> stuck = getLater(server, "/clean-up?s=60");
    assertNeighboursAreServed(server, 6 * workers - 1);
    assertTimedOut(stuck.join());
    long answered = System.nanoTime();
    server.awaitLine("slot \\d of worker \\d .*( is usable again| did not come back )");
    Measured.check(() -> assertThat(server.logText()).contains(" is usable again"));
    report("a spinning thread: capacity is back", since(answered));
    assertThat(since(answered)).isLessThan(CAPACITY_BACK);
    server.awaitLine("cleaned up");
    server.awaitLine("gets-stuck/app.py\", line \\d+, in spin");
    assertNeighboursAreServed(server, 6 * workers);
    assertThat(server.readyWorkers()).as("no worker had to be replaced").hasSize(workers);
    server.stop();
  }

  @Test
  void aSleepingAndASpinningThreadOfOneWorkerAreToldApartAndTheirNeighboursServed() {
    Junicorn server = serve(1);
    CompletableFuture<Timed> sleeping = getLater(server, "/sleep?s=60");
    CompletableFuture<Timed> spinning = getLater(server, "/clean-up?s=60");
    assertNeighboursAreServed(server, 4);
    assertTimedOut(sleeping.join());
    assertTimedOut(spinning.join());
    long answered = System.nanoTime();
    server.awaitReady(2);
    assertThat(since(answered)).isLessThan(CAPACITY_BACK);
    assertNeighboursAreServed(server, 6);
    assertThat(server.logText())
        .contains("gets-stuck/app.py\", line 15, in sleep")
        .containsPattern("gets-stuck/app.py\", line \\d+, in spin");
    server.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/gil?s=60", "/gil-computing?s=60"})
  void aThreadThatHoldsTheGilTakesNobodyAlongButItsWorker(String path) {
    Measured.attempt(() -> assertAHolderOfTheGilIsReplaced(path));
  }

  private void assertAHolderOfTheGilIsReplaced(String path) {
    Junicorn server = serve(1);
    Path begun = servers.temporaryFolder().resolve("begun");
    CompletableFuture<Timed> stuck = getLater(server, path + "&begun=" + begun);
    // Before that a neighbour may have begun, and then be held up in the middle.
    Await.until("it has the GIL", () -> Files.exists(begun));
    List<CompletableFuture<Timed>> neighbours =
        IntStream.range(0, 5).mapToObj(i -> getLater(server, "/")).toList();
    assertTimedOut(stuck.join());
    long answered = System.nanoTime();
    server.awaitReady(2);
    report("the GIL held: capacity is back", since(answered));
    assertThat(since(answered)).isLessThan(CAPACITY_BACK);
    assertThat(neighbours).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    String function = path.startsWith("/gil-") ? "compute_with_the_gil" : "hold_the_gil";
    String verdict = path.startsWith("/gil-") ? "that computes holds" : "that waits holds";
    long stuckWorker = server.readyWorkers().getFirst();
    Await.until("the stuck worker has ended", () -> !Proc.isAlive(stuckWorker));
    server.stop();
    assertThat(server.logText()).containsPattern("gets-stuck/app.py\", line \\d+, in " + function);
    // By whether it uses a processor, for which it may have to wait.
    Measured.check(() -> assertThat(server.logText()).contains("C code " + verdict + " the GIL"));
  }

  @Test
  void aHandlerThatGoesOnWhateverItIsToldCostsItsWorker() {
    Junicorn server = serve(1);
    assertTimedOut(getLater(server, "/swallow?s=60").join());
    server.awaitLine("swallowed DeadlineExceeded");
    server.awaitReady(2);
    assertNeighboursAreServed(server, 6);
    server.stop();
  }

  @Test
  void answersThatComeAtTheDeadlineAreGivenOnceAndHurtNobody() {
    Measured.attempt(this::assertAnswersAtTheDeadlineHurtNobody);
  }

  private void assertAnswersAtTheDeadlineHurtNobody() {
    Junicorn server = serve(2);
    List<CompletableFuture<Timed>> close =
        IntStream.range(0, 11)
            .mapToObj(i -> getLater(server, "/sleep?s=" + (TIMEOUT - 0.05 + i * 0.01)))
            .toList();
    close.forEach(answer -> assertThat(answer.join().status()).as("one of the two").isIn(200, 504));
    for (int round = 0; round < 5; round++) {
      assertNeighboursAreServed(server, 12);
    }
    assertThat(server.logText()).doesNotContain("Exception");
    // Its threads have a second to come back.
    Measured.check(() -> assertThat(server.logText()).doesNotContain("is replaced"));
    server.stop();
  }

  @Test
  void aStreamThatStallsIsCut() {
    Junicorn server = serve(1);
    long sent = System.nanoTime();
    try (RawClient client = server.connect()) {
      RawClient.Answer answer = client.get("/stream?s=60");
      assertThat(answer.body()).isEqualTo("the first part\n");
      assertThat(answer.end()).isEqualTo(RawClient.End.CUT);
    }
    report("a stalled stream is cut", since(sent));
    assertThat(since(sent)).isBetween(Duration.ofMillis(TIMEOUT * 1000 - 50), LATEST);
    server.awaitLine("gets-stuck/app.py\", line \\d+, in stream");
    server.stop();
  }

  @Test
  void aWorkerThatIsStoppedKeepsNobodyWaiting() {
    // A worker that stays silent for --timeout is killed: this one is to answer again.
    Junicorn server = serve(2, 60);
    long stopped = server.workers().getFirst();
    Proc.stop(stopped);
    try {
      for (int i = 0; i < 20; i++) {
        assertThat(getLater(server, "/").join().status()).isEqualTo(200);
      }
      server.awaitLine("pid " + stopped + ".* gets none until it answers: the process is stopped");
    } finally {
      Proc.signal("CONT", stopped);
    }
    server.awaitLine("pid " + stopped + "\\) answers again");
    server.stop();
  }

  @Test
  void anAppThatClosesAllDescriptorsIsNotWrittenTo() throws Exception {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        import ctypes, os, sys

        libc = ctypes.PyDLL(None)  # with the GIL: a worker that notices ends at once

        def app(environ, start_response):
            if environ["PATH_INFO"] == "/close":
                sys.setswitchinterval(60)
                libc.close_range(3, 1000, 0)
                for i in range(20):
                    libc.open(b"precious-%d" % i, os.O_CREAT | os.O_WRONLY, 0o600)
                libc.sleep(60)
            start_response("200 OK", [])
            return [b"served"]
        """);
    Junicorn server =
        servers
            .launch(folder, "app:app", Map.of(), "--workers", "2", "--timeout", "" + TIMEOUT)
            .awaitReady(2);
    assertThat(getLater(server, "/close").join().status()).isIn(502, 504);
    server.awaitReady(3);
    assertThat(server.web().text("/")).isEqualTo("served");
    for (int i = 0; i < 20; i++) {
      assertThat(folder.resolve("precious-" + i)).isEmptyFile();
    }
    server.stop();
  }

  @Test
  void anImportThatHangsEndsTheServerWithItsStack() {
    Junicorn server = servers.launch("hangs-at-import", "--workers", "1", "--boot-timeout", "5");
    assertThat(server.awaitExit()).isEqualTo(3);
    assertThat(server.logText())
        .contains("was not ready within 5.0 s (--boot-timeout)")
        .contains("hangs-at-import/app.py\", line 9, in <module>\n    wait_for_the_database()")
        .contains("hangs-at-import/app.py\", line 6, in wait_for_the_database")
        .doesNotContain("importlib", "junicorn_bridge");
    server.assertLeftNothing();
  }

  @Test
  void anImportThatRunsAServerIsToldLongBeforeTheDeadline() throws Exception {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        from wsgiref.simple_server import make_server

        def app(environ, start_response):
            start_response("200 OK", [])
            return []

        make_server("127.0.0.1", 0, app).serve_forever()
        """);
    Junicorn server = servers.launch(folder, "app:app", Map.of(), "--workers", "1");
    server.awaitLine("the app runs a server of its own, started in .*/app.py, line 7: make_server");
    server.stop();
  }

  @Test
  void anImportThatHangsInTheSpawnerEndsTheServerToo() {
    Junicorn server = servers.launch("hangs-at-import", "--preload", "--boot-timeout", "5");
    assertThat(server.awaitExit()).isEqualTo(3);
    assertThat(server.logText())
        .contains("The app was not imported within 5.0 s (--boot-timeout, with --preload)")
        .contains("hangs-at-import/app.py\", line 6 in wait_for_the_database");
    server.assertLeftNothing();
  }

  @Test
  void aWorkerThatHangsInALaterBootIsKilledAndTriedAgainAndTheOthersServe() throws Exception {
    Path folder = servers.temporaryFolder();
    Path hang = folder.resolve("hang");
    Files.writeString(
        folder.resolve("app.py"),
        """
        import os, time
        while os.path.exists("hang"):
            time.sleep(0.05)

        def app(environ, start_response):
            start_response("200 OK", [])
            return [str(os.getpid()).encode()]
        """);
    Junicorn server =
        servers
            .launch(folder, "app:app", Map.of(), "--workers", "2", "--boot-timeout", "6")
            .awaitReady(2);
    Files.createFile(hang);
    Proc.signal("KILL", server.workers().getFirst());
    server.awaitLine("was not ready within 6.0 s \\(--boot-timeout\\) and is killed");
    server.awaitLine("app.py\", line 3, in <module>");
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    Files.delete(hang);
    server.awaitReady(3);
    server.stop();
  }

  private Junicorn serve(int workers) {
    return serve(workers, TIMEOUT);
  }

  private Junicorn serve(int workers, int timeout) {
    Junicorn server =
        servers
            .serve("gets-stuck", "--timeout=" + timeout, "--workers=" + workers, "--threads=6")
            .awaitReady(workers);
    // The first request of this client takes a second by itself.
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    return server;
  }

  private static CompletableFuture<Timed> getLater(Junicorn server, String path) {
    long sent = System.nanoTime();
    return server.web().getLater(path).thenApply(answer -> timed(answer, since(sent)));
  }

  private static Timed timed(HttpResponse<byte[]> answer, Duration after) {
    return new Timed(answer.statusCode(), Web.text(answer), after);
  }

  private static void assertTimedOut(Timed answer) {
    assertThat(answer.status()).isEqualTo(504);
    assertThat(answer.body()).contains("within " + TIMEOUT + " s (--timeout)");
    report("504", answer.after());
    assertThat(answer.after()).isBetween(Duration.ofMillis(TIMEOUT * 1000 - 50), LATEST);
  }

  /** So many requests, all at once: each in a slot of its own. */
  private static void assertNeighboursAreServed(Junicorn server, int count) {
    List<CompletableFuture<Timed>> answers =
        IntStream.range(0, count).mapToObj(i -> getLater(server, "/sleep?s=0.2")).toList();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  @SuppressWarnings("SystemOut")
  private static void report(String what, Duration after) {
    System.out.printf("measured: %s after %.3f s%n", what, after.toMillis() / 1000.0);
  }
}
