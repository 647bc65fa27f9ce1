package dev.junicorn.configfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.testing.StoppingJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.IntNode;

/** A real interpreter executes files; what becomes of its process, and of what that leaves. */
class ConfigFileProcessIT {

  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final Duration LONG = Duration.ofSeconds(60);

  /** Time enough for Python to start on a busy machine. */
  private static final Duration SHORT = Duration.ofSeconds(10);

  private static final ConfigFile FILE = new ConfigFile("g.py");

  @TempDir Path folder;
  @TempDir Path temporary;

  private ConfigReport run(String text, Duration limit) throws IOException {
    Files.writeString(folder.resolve("g.py"), text);
    return new ConfigFileProcess(PYTHON, folder, Map.of("PATH", "/usr/bin:/bin"), temporary, limit)
        .run(FILE, List.of("workers", "bind"))
        .orElseThrow();
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void reportsWhatTheFileSets() throws IOException {
    ConfigReport report = run("import os\nos.environ['COLOUR'] = 'blue'\nworkers = 1 + 2\n", LONG);
    assertThat(report.settings())
        .containsOnly(Map.entry("workers", new ConfigReport.Value(IntNode.valueOf(3), 3)));
    assertThat(report.variables()).containsExactly(Map.entry("COLOUR", "blue"));
  }

  @Test
  void aFileThatDoesNotEndIsStoppedAndSaysWhereItWas() {
    assertThatThrownBy(() -> run("import time\ntime.sleep(600)\n", SHORT))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith(
            "g.py: this configuration file has not ended after 10 s, and was stopped.")
        .hasMessageContaining("g.py\", line 2 in <module>")
        .hasMessageNotContaining("junicorn_bridge");
  }

  @Test
  void aFileThatIsDeafToSignalsIsStoppedWithWhatItHasStarted() throws IOException {
    String deaf =
        """
        import os, signal, subprocess, time
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        child = subprocess.Popen(["sleep", "600"]).pid
        with open("pids", "w") as file:
            print(os.getpid(), child, file=file)
        while True:
            time.sleep(600)
        """;
    assertThatThrownBy(() -> run(deaf, SHORT)).hasMessageContaining("has not ended after 10 s");
    awaitEndOfPids();
  }

  private void awaitEndOfPids() throws IOException {
    for (String pid : Files.readString(folder.resolve("pids")).strip().split(" ", -1)) {
      ProcessHandle.of(Long.parseLong(pid))
          .ifPresent(process -> process.onExit().orTimeout(60, TimeUnit.SECONDS).join());
    }
  }

  /** As shells do it for what they leave in the background. */
  @Test
  void whatItHasStartedIsStoppedAlsoWhereThatWasLeftToNobody() throws IOException {
    String leaves =
        """
        import subprocess, time
        subprocess.run("sleep 600 & echo $! > pids", shell=True)
        time.sleep(600)
        """;
    assertThatThrownBy(() -> run(leaves, SHORT))
        .hasMessageContaining("has not ended after 10 s")
        .hasMessageContaining("g.py\", line 3 in <module>");
    awaitEndOfPids();
  }

  @Test
  void aFileThatEndsItsProcessIsSaidToAndEndsWhatItHasStarted() throws IOException {
    String ends =
        """
        import os, subprocess
        subprocess.run("sleep 600 & echo $! > pids", shell=True)
        os._exit(7)
        """;
    assertThatThrownBy(() -> run(ends, LONG))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("ended with exit code 7");
    awaitEndOfPids();
  }

  /** Then nothing can be registered any more that would end it. */
  @Test
  void aFileThatIsReadWhileTheProcessStopsIsNot() throws Exception {
    Files.writeString(folder.resolve("g.py"), "import time; time.sleep(600)");
    assertThat(StoppingJvm.output(Stopping.class, folder, temporary))
        .isEqualTo("Optional.empty, left: []\n");
  }

  /** A process that stops and begins to read a file. */
  static final class Stopping {

    private Stopping() {}

    public static void main(String[] args) {
      StoppingJvm.begin(() ->
          new ConfigFileProcess(PYTHON, Path.of(args[0]), Map.of(), Path.of(args[1]), LONG)
              .run(FILE, List.of())
              .toString());
    }
  }

  @Test
  void settingsHaveABound() {
    assertThatThrownBy(() -> run("bind = 'x' * (5 << 20)", LONG))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("its settings are larger than 4 MB");
  }

  @Test
  void anInterpreterThatIsNoneIsNamed() {
    assertThatThrownBy(() ->
            new ConfigFileProcess(Path.of("/etc/passwd"), folder, Map.of(), temporary, LONG)
                .run(FILE, List.of()))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining("/etc/passwd", "--python");
  }
}
