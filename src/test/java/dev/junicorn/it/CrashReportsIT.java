package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What is said of a worker that died, in the log and in {@code --crash-dir}. */
class CrashReportsIT {

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void aWorkerThatIsKilledIsReportedWithWhatItWasRunning() {
    Measured.attempt(this::assertAKilledWorkerIsReported);
  }

  private void assertAKilledWorkerIsReported() {
    Path folder = servers.temporaryFolder().resolve("crashes");
    Junicorn server = serve("kills-itself", folder, "--workers", "1", "--threads", "2");
    CompletableFuture<HttpResponse<byte[]>> running = server.web().getLater("/sleep?s=30");
    server.awaitLine("the app sleeps");
    long victim = server.workers().getFirst();
    Proc.signal("KILL", victim);
    assertThat(running.join().statusCode()).isEqualTo(502);

    JsonNode report = onlyReport(folder);
    assertThat(report.path("format").asInt()).isEqualTo(1);
    assertThat(report.at("/worker/pid").asLong()).isEqualTo(victim);
    assertThat(report.at("/worker/python").asString()).startsWith("3.");
    assertThat(report.at("/worker/boot_seconds").asDouble()).isPositive();
    assertThat(report.at("/end/signal_name").asString()).isEqualTo("SIGKILL");
    assertThat(report.at("/end/server_sent_signal").asBoolean()).isFalse();
    assertThat(report.path("out_of_memory").asBoolean()).isFalse();
    assertThat(report.path("requests")).hasSize(1);
    assertThat(report.at("/requests/0/target").asString()).isEqualTo("/sleep?s=30");
    assertThat(report.at("/requests/0/consequence").asString()).isEqualTo("answered_502");
    assertThat(Curl.run(List.of("stat", "-c", "%A", folder.toString()))).isEqualTo("drwx------\n");
    server.awaitLine("Worker \\d+ \\(pid " + victim + "\\) died: killed by signal 9");
    server.awaitLine("It was running GET /sleep\\?s=30 for [0-9.]+ s\\.");
    server.awaitLine("Crash report: " + folder);
    server.stop();
    assertThat(reports(folder)).as("workers that were told to end are no crashes").hasSize(1);
    // A thread of its own looks at the memory when the worker is ready, and may come too late.
    Measured.check(() -> {
      assertThat(report.at("/memory/samples/0/rss_bytes").asLong()).isGreaterThan(1 << 20);
      assertThat(report.at("/memory/samples").findValues("pss_bytes")).isNotEmpty();
    });
  }

  @Test
  void theLastLinesThatItPrintedAreInTheReport() {
    Path folder = servers.temporaryFolder();
    Junicorn server = serve("prints", folder, "--workers", "1", "--threads", "1");
    assertThat(server.web().text("/many?n=900")).isEqualTo("printed\n");
    server.awaitLine("] line 899$");
    Proc.signal("KILL", server.workers().getFirst());
    JsonNode report = onlyReport(folder);
    assertThat(report.at("/end/signal_name").asString()).isEqualTo("SIGKILL");
    assertThat(report.at("/output/last_lines")).hasSize(640);
    assertThat(report.at("/output/last_lines/639").asString()).contains("line 899");
    assertThat(report.at("/output/lines_before").asLong()).isGreaterThanOrEqualTo(260);
    assertThat(report.path("requests")).isEmpty();
    server.stop();
  }

  /** Python's fault handler is on: it prints where every thread was. */
  @Test
  void aFatalSignalIsReportedWithThePythonStack() {
    Path folder = servers.temporaryFolder();
    Junicorn server = serve("kills-itself", folder, "--workers", "1", "--threads", "2");
    assertThat(server.web().get("/die?how=segv").statusCode()).isEqualTo(502);
    JsonNode report = onlyReport(folder);
    assertThat(report.at("/end/signal_name").asString()).isEqualTo("SIGSEGV");
    assertThat(report.at("/output/last_lines").toString())
        .contains("Fatal Python error: Segmentation fault")
        .containsPattern("kills-itself/app.py[^,]*, line \\d+ in die");
    server.stop();
  }

  /** A request that comes near its deadline is looked at: that is the last that is known of it. */
  @Test
  void theLastKnownStackIsInTheReport() {
    Path folder = servers.temporaryFolder();
    Junicorn server =
        serve("kills-itself", folder, "--workers", "1", "--threads", "1", "--timeout", "12");
    CompletableFuture<HttpResponse<byte[]>> slow = server.web().getLater("/sleep?s=20");
    server.awaitLine("GET /sleep\\?s=20 \\[.+] has run for ");
    Proc.signal("KILL", server.workers().getFirst());
    assertThat(slow.join().statusCode()).isEqualTo(502);
    JsonNode stack = onlyReport(folder).at("/requests/0/last_stack");
    assertThat(stack.path("age_seconds").asDouble()).isBetween(6.0, 12.0);
    assertThat(stack.path("lines").toString()).contains("kills-itself/app.py").contains("in app");
    server.stop();
  }

  @Test
  void anAppThatEndsItsProcessIsSaidToHaveDoneSo() {
    Path folder = servers.temporaryFolder();
    Junicorn server = serve("kills-itself", folder, "--workers", "1", "--threads", "2");
    assertThat(server.web().get("/die?how=exit&code=7").statusCode()).isEqualTo(502);
    JsonNode report = onlyReport(folder);
    assertThat(report.at("/end/exit_code").asInt()).isEqualTo(7);
    assertThat(report.at("/end/signal").isNull()).isTrue();
    server.awaitLine("died: exit code 7\\. It ended itself\\.");
    server.stop();
  }

  @Test
  void withoutTheOptionTheLogSaysIt() {
    Junicorn server = servers.serve("kills-itself", "--workers", "1", "--threads", "2");
    assertThat(server.web().get("/die?how=abrt").statusCode()).isEqualTo(502);
    server.awaitLine("died: killed by signal 6 \\(SIGABRT\\), which the server did not send\\.");
    server.awaitLine("It was running GET /die\\?how=abrt for");
    server.stop();
    assertThat(server.logText()).doesNotContain("Crash report");
  }

  /** Whoever was to go, and is gone before it has finished, has lost requests like any other. */
  @Test
  void aWorkerThatDiesWhileItFinishesIsReportedToo() {
    Junicorn server = servers.serve("kills-itself", "--workers", "1", "--threads", "2");
    CompletableFuture<HttpResponse<byte[]>> running = server.web().getLater("/sleep?s=30");
    server.awaitLine("the app sleeps");
    long victim = server.workers().getFirst();
    Proc.signal("TERM", victim);
    server.awaitLine("\\(pid " + victim + "\\) finishes and ends");
    Proc.signal("SEGV", victim);
    assertThat(running.join().statusCode()).isEqualTo(502);
    server.awaitLine("\\[ERROR\\] Worker \\d+ \\(pid " + victim + "\\) died: killed by signal 11");
    server.awaitLine("It was running GET /sleep\\?s=30 for [0-9.]+ s\\.");
    server.stop();
  }

  @Test
  void aFolderThatCannotBeUsedStopsTheStart() throws IOException {
    Path file = Files.writeString(servers.temporaryFolder().resolve("file"), "");
    Junicorn server = servers.launch("hello", "--crash-dir", file.resolve("crashes").toString());
    assertThat(server.awaitExit()).isNotZero();
    assertThat(server.logText()).contains("--crash-dir").contains(file.toString());
  }

  /** The real out-of-memory killer, in a control group of 400 MB. */
  @Test
  void theOutOfMemoryKillerIsNamed() {
    Optional<ControlGroup> made = ControlGroup.ofMemory(400L << 20);
    assumeTrue(made.isPresent(), "a control group for memory can be made (as root)");
    Path folder = servers.temporaryFolder();
    try (ControlGroup group = made.get()) {
      Junicorn server =
          servers
              .run(
                  group.command(Servers.launcher()),
                  servers.temporaryFolder(),
                  Map.of(),
                  arguments("eats-memory", folder, "--workers", "1", "--threads", "1"))
              .awaitReady(1);
      assertThat(server.web().get("/eat?mb=600").statusCode()).isEqualTo(502);
      JsonNode report = onlyReport(folder);
      assertThat(report.path("out_of_memory").asBoolean()).isTrue();
      assertThat(report.at("/memory/oom_kill/after").asLong())
          .isGreaterThan(report.at("/memory/oom_kill/before").asLong());
      // The kernel may take the spawner as well, while it still frees what the worker had.
      server.awaitLine("by the kernel's out-of-memory killer: oom_kill in .* went from 0 to [12]");
      assertThat(server.awaitReady(2).web().text("/")).isEqualTo("0\n");
      server.stop();
    }
  }

  private Junicorn serve(String app, Path folder, String... options) {
    List<String> arguments = arguments(app, folder, options);
    return servers
        .run(Map.of(), arguments.toArray(String[]::new))
        .awaitReady(Integer.parseInt(options[1]));
  }

  private static List<String> arguments(String app, Path folder, String... options) {
    List<String> common =
        List.of(
            "--chdir",
            Junicorn.APPS.resolve(app).toString(),
            "--python",
            Junicorn.PYTHON,
            "--bind",
            "127.0.0.1:0",
            "--crash-dir",
            folder.toString());
    return Stream.of(common, List.of(options), List.of("app:app")).flatMap(List::stream).toList();
  }

  private static JsonNode onlyReport(Path folder) {
    Await.until("there is a report", () -> reports(folder).size() == 1);
    try {
      return new ObjectMapper().readTree(Files.readString(reports(folder).getFirst()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> reports(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
