package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The process between the server and its workers, where it does not do its work. */
class SpawnersIT {

  private static final int WORKER_BOOT = 3;
  private static final int APP_BOOT = 4;

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void anInterpreterThatDoesNotStartIsTheEndAfterTheBootTimeout() throws IOException {
    Junicorn server = servers.launch("hello", "--python", hangingPython(), "--boot-timeout", "1");
    assertThat(server.awaitExit()).isEqualTo(WORKER_BOOT);
    assertThat(server.logText()).contains("within 1.0 s (--boot-timeout)", "-c pass");
    server.assertLeftNothing();
  }

  @Test
  void anotherPythonThanCPythonIsRefusedInOneSentence() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("sitecustomize.py"), "import sys; sys.implementation.name = 'pypy'\n");
    Junicorn server = servers.launch(folder, "app:app", Map.of("PYTHONPATH", folder.toString()));
    assertThat(server.awaitExit()).isEqualTo(WORKER_BOOT);
    assertThat(server.logText())
        .containsPattern("Junicorn needs CPython 3.8 or newer; .*python3 is PyPy 3\\.")
        .doesNotContain("Traceback");
  }

  @Test
  void aStopDoesNotWaitForAnInterpreterThatDoesNotStart() throws IOException {
    Junicorn server = servers.launch("hello", "--python", hangingPython());
    server.awaitLine("Listening at");
    Await.until("the script has its child", () -> hasGrandchild(server.pid()));
    server.stop();
    assertThat(server.logText()).doesNotContain("CRITICAL", "WARNING");
  }

  @Test
  void aForkThatHangsIsTheEndAfterTheBootTimeout() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        import os, time
        os.register_at_fork(before=lambda: time.sleep(3600))
        app = lambda environ, start_response: []
        """);
    Junicorn server =
        servers.launch(folder, "app:app", Map.of(), "--preload", "--boot-timeout", "10");
    assertThat(server.awaitExit()).isEqualTo(WORKER_BOOT);
    assertThat(server.logText())
        .contains("within 10.0 s (--boot-timeout)", "os.register_at_fork")
        .doesNotContain("(pid 0)");
    server.assertLeftNothing();
  }

  @Test
  void aStoppedSpawnerIsReplacedWhenItIsNeeded() {
    Junicorn server = servers.serve("hello", "--workers", "2", "--boot-timeout", "6");
    server.awaitReady(2);
    List<Long> first = server.workers();
    Proc.signal("STOP", server.spawner());
    Proc.signal("KILL", first.getFirst());
    server.awaitLine("Its workers serve on until a new generation takes their place");
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    server.awaitReady(4);
    Await.until("the old ones are gone", () -> first.stream().noneMatch(Proc::isAlive));
    assertThat(server.workers()).hasSize(2);
    assertThat(server.logText()).contains("within 6.0 s (--boot-timeout)");
    server.stop();
  }

  /** Daemon libraries do that. What is closed are the ways to the server. */
  @Test
  void anImportThatClosesEveryDescriptorIsMissedInOneSentence() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(folder.resolve("app.py"), "import os\nos.closerange(3, 1024)\n");
    for (String[] options : new String[][] {{"--workers", "1"}, {"--preload"}}) {
      Junicorn server = servers.launch(folder, "app:app", Map.of(), options);
      assertThat(server.awaitExit()).isIn(WORKER_BOOT, APP_BOOT);
      assertThat(server.logText())
          .contains("has closed descriptors that it had not opened")
          .doesNotContain("Traceback");
      server.assertLeftNothing();
    }
  }

  @Test
  void aStoppedSpawnerDoesNotKeepTheServerFromStopping() {
    Junicorn server = servers.serve("hello", "--workers", "2");
    server.awaitReady(2);
    Proc.signal("STOP", server.spawner());
    server.stop();
    assertThat(server.logText()).doesNotContain("CRITICAL");
  }

  private static boolean hasGrandchild(long pid) {
    return Proc.childrenOf(pid).stream().anyMatch(child -> !Proc.childrenOf(child).isEmpty());
  }

  /** A script that does not even become the interpreter: its child holds the pipes open. */
  private String hangingPython() throws IOException {
    Path script = servers.temporaryFolder().resolve("python");
    Files.writeString(script, "#!/bin/sh\nsleep 3600\ntrue\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script.toString();
  }
}
