package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A server that is stopped with all its processes, as in a container that is frozen. */
class StandstillIT {

  /** Seconds, of every option here; the server is awake for much less. */
  private static final String LIMIT = "15";

  private static final Duration STANDSTILL = Duration.ofSeconds(18);

  @RegisterExtension final Servers servers = new Servers();

  private Path folder;
  private Path go;

  @BeforeEach
  void prepare() throws IOException {
    folder = servers.temporaryFolder();
    go = folder.resolve("go");
    Files.writeString(
        folder.resolve("app.py"),
        """
        import os, time

        def wait():
            open("begun", "w").close()
            while not os.path.exists("go"):
                time.sleep(0.05)

        if "WAITS_AT_IMPORT" in os.environ:
            wait()

        def app(environ, start_response):
            if environ["PATH_INFO"] == "/wait":
                wait()
            body = environ["wsgi.input"].read()
            start_response("200 OK", [("Content-Length", str(len(body)))])
            return [body]
        """);
  }

  @Test
  void nobodyIsLateBecauseTheServerStoodStill() throws Exception {
    Junicorn server =
        servers
            .launch(
                folder,
                "app:app",
                Map.of(),
                "--workers=1",
                "--threads=1",
                "--timeout=" + LIMIT,
                "--queue-timeout=" + LIMIT,
                "--keep-alive=" + LIMIT)
            .awaitReady(1);
    try (RawClient idle = server.connect();
        RawClient uploads = server.connect()) {
      assertThat(idle.get("/").status()).isEqualTo(200);
      CompletableFuture<Integer> runs = status(server, "/wait");
      Await.until("it runs", () -> Files.exists(folder.resolve("begun")));
      CompletableFuture<Integer> waits = status(server, "/");
      server.awaitRequests(2);
      // Last: the rest of a body may be missing for five seconds only.
      uploads.request("POST", "/", "Content-Length: 4").send("ha");
      server.awaitRead(2);

      standStill(server);
      server.awaitLine("WARNING.* The server stood still for \\d+\\.\\d s: ");
      uploads.send("lf");
      idle.request("GET", "/");
      Files.createFile(go);

      assertThat(runs.get(60, TimeUnit.SECONDS)).as("--timeout").isEqualTo(200);
      assertThat(waits.get(60, TimeUnit.SECONDS)).as("--queue-timeout").isEqualTo(200);
      assertThat(idle.answer("GET").status()).as("--keep-alive").isEqualTo(200);
      assertThat(uploads.answer("POST").body()).as("the pace of a body").isEqualTo("half");
    }
    server.stop();
  }

  @Test
  void aBootIsNotLateBecauseTheServerStoodStill() throws Exception {
    Junicorn server =
        servers.launch(
            folder,
            "app:app",
            Map.of("WAITS_AT_IMPORT", "1"),
            "--workers=1",
            "--boot-timeout=" + LIMIT);
    Await.until("the import has begun", () -> Files.exists(folder.resolve("begun")));
    standStill(server);
    server.awaitLine("The server stood still");
    Files.createFile(go);
    server.awaitReady(1);
    assertThat(server.logText()).doesNotContain("--boot-timeout");
    server.stop();
  }

  /** Stops all of it, and lets it go on after longer than every limit. */
  private static void standStill(Junicorn server) throws InterruptedException {
    List<Long> processes = server.processes();
    processes.forEach(Proc::stop);
    try {
      TimeUnit.NANOSECONDS.sleep(STANDSTILL.toNanos());
    } finally {
      processes.forEach(pid -> Proc.signal("CONT", pid));
    }
  }

  private static CompletableFuture<Integer> status(Junicorn server, String path) {
    return server.web().getLater(path).thenApply(answer -> answer.statusCode());
  }
}
