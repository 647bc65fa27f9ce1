package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Signals mean what they mean to gunicorn's master; how it stops is in {@link StopIT}. */
class SignalsIT {

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void theSenderIsNamed() {
    Junicorn server = servers.serve("hello", "--workers", "1");
    server.signal("TERM");
    server.awaitLine("Stopping: asked to \\(SIGTERM from pid [0-9]+");
    assertThat(server.awaitExit()).isZero();
  }

  @Test
  void ttinAndTtouChangeTheNumberOfWorkers() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "1");
    server.signal("TTIN");
    server.awaitReady(2);
    assertThat(server.workers()).hasSize(2);
    server.signal("TTOU");
    Await.until("one worker is left", () -> server.workers().size() == 1);
    server.signal("TTOU");
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    server.stop();
  }

  @Test
  void usr1OpensTheLogsAnew() throws Exception {
    Path folder = servers.temporaryFolder();
    Path log = folder.resolve("access.log");
    Junicorn server = servers.serve("hello", "--workers", "1", "--access-logfile", "" + log);
    server.web().get("/?before");
    Await.until("the first line is written", () -> Files.size(log) > 0);
    Path moved = Files.move(log, folder.resolve("access.log.1"));
    server.web().get("/?between");
    Await.until("the moved file goes on", () -> Files.readString(moved).contains("/?between"));
    server.signal("USR1");
    server.awaitLine("The log files were opened anew");
    server.web().get("/?after");
    Await.until("the new file has a line", () -> Files.exists(log) && Files.size(log) > 0);
    assertThat(Files.readString(log)).contains("/?after").doesNotContain("/?between");
    assertThat(Files.readString(moved)).contains("/?before").doesNotContain("/?after");
    server.stop();
  }

  @Test
  void winchIsForTerminals() {
    Junicorn server = servers.serve("hello", "--workers", "1");
    server.signal("WINCH");
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    server.stop();
  }

  /** Before coreutils 8.31 the launcher cannot block signals; the JVM then passes them on. */
  @Test
  void withoutBlockedSignalsAllButQuitAreHeard() throws Exception {
    Path folder = servers.temporaryFolder();
    Path env = Files.writeString(folder.resolve("env"), "#!/bin/sh\nexit 125\n");
    Files.setPosixFilePermissions(env, PosixFilePermissions.fromString("rwxr-xr-x"));
    Junicorn server =
        servers.launch(
            Junicorn.APPS.resolve("hello"),
            "app:app",
            Map.of("PATH", folder + ":/usr/bin:/bin"),
            "--workers",
            "1");
    server.awaitReady(1);
    server.signal("QUIT");
    server.signal("TTIN");
    server.awaitReady(2);
    server.signal("USR1");
    server.awaitLine("The log files were opened anew");
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    server.signal("TERM");
    server.awaitLine("Stopping: asked to \\(SIGTERM\\)");
    assertThat(server.awaitExit()).isZero();
  }

  /** What the server blocks, and what it was told by others, is its own affair. */
  @Test
  void theAppHasItsSignalsAndItsEnvironmentAsEver() throws Exception {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        import os
        import subprocess

        def app(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            status = subprocess.check_output(["cat", "/proc/self/status"])
            return [status, "\\n".join(os.environ).encode()]
        """);
    Junicorn server = servers.launch(folder, "app:app", Map.of(), "--workers", "1").awaitReady(1);
    List<String> answer = Web.text(server.web().get("/")).lines().toList();
    assertThat(answer)
        .contains("TMPDIR")
        .noneMatch(line -> line.startsWith("JUNICORN_LAUNCHER") || line.startsWith("_JAVA_SR"));
    List<String> blocked = answer.stream().filter(line -> line.startsWith("SigBlk")).toList();
    assertThat(blocked).singleElement().asString().matches("SigBlk:\\s+0+");
    server.stop();
  }

  /** They run in the worker's main thread, where requests do not: none is to be lost by them. */
  @Test
  void handlersOfTheAppInterruptNobody() throws Exception {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        import os, signal, sys, threading
        went_on = threading.Event()

        def too_long(number, frame):
            went_on.set()
            raise TimeoutError("too long")

        def told_to_end(number, frame):
            print("told to end:", os.getpid())
            sys.exit(0)

        signal.signal(signal.SIGALRM, too_long)
        signal.signal(signal.SIGTERM, told_to_end)

        def app(environ, start_response):
            if environ["PATH_INFO"] == "/limited":
                signal.setitimer(signal.ITIMER_REAL, 0.01)
                went_on.wait(10)
            start_response("200 OK", [])
            return [str(os.getpid()).encode()]
        """);
    Junicorn server = servers.launch(folder, "app:app", Map.of(), "--workers", "1").awaitReady(1);
    String first = server.web().text("/limited");
    server.awaitLine("Handlers run in the main thread: no request is interrupted");
    assertThat(server.web().text("/")).isEqualTo(first);

    Proc.signal("TERM", server.workers().getFirst());
    server.awaitLine("told to end: " + first);
    server.awaitReady(2);
    Await.until("the first one has ended", () -> !Proc.isAlive(Long.parseLong(first)));
    String second = server.web().text("/");
    assertThat(second).isNotEqualTo(first);

    server.stop();
    assertThat(server.logText()).contains("told to end: " + second).doesNotContain("[ERROR]");
  }
}
