package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** {@code junicorn ctl} and the socket it talks to. */
class ControlIT {

  @RegisterExtension final Servers servers = new Servers();

  @Test
  void statusWorkersSlotsAndStacksShowWhatRuns() {
    Junicorn server = servers.serve("hello", "--workers=1", "--threads=2", "--timeout=600");
    Gate gate = servers.gate();
    CompletableFuture<HttpResponse<byte[]>> running = server.web().getLater(gate.path());
    gate.awaitArrivals(1);

    JsonNode status = server.ctl("status", "--json").json();
    assertThat(status.path("pid").asLong()).isEqualTo(server.pid());
    assertThat(status.path("ready").asBoolean()).isTrue();
    assertThat(status.path("running").asInt()).isEqualTo(1);
    assertThat(status.path("threads").asInt()).isEqualTo(2);
    assertThat(server.ctl("status").assertDone().out())
        .contains(
            "serves app:app",
            "1 of 1 ready with 2 threads each",
            "1 of 2 slots busy: 1 running, 0 waiting")
        .contains("http://127.0.0.1:" + server.port());

    JsonNode worker = server.ctl("workers", "--json").json().get(0);
    assertThat(worker.path("pid").asLong()).isEqualTo(server.readyWorkers().getFirst());
    assertThat(worker.path("busy").asInt()).isEqualTo(1);
    assertThat(server.ctl("workers").assertDone().out()).contains("WORKER", "1 of 2");

    assertThat(server.ctl("slots").assertDone().out().lines())
        .hasSize(3)
        .anyMatch(line -> line.contains("busy") && line.endsWith("GET " + gate.path()))
        .anyMatch(line -> line.contains("idle"));
    assertThat(server.ctl("stacks").assertDone().out())
        .startsWith("GET " + gate.path() + ", for ")
        .contains("src/test/apps/hello/app.py\", line ", "in sleep")
        .doesNotContain("junicorn_bridge");
    server.signal("INT");
    assertThat(running.join().statusCode()).isEqualTo(503);
  }

  @Test
  void reloadOfBrokenCodeIsRefusedWithItsTraceback() throws Exception {
    Path folder = servers.temporaryFolder();
    Path app = folder.resolve("app.py");
    Files.writeString(app, answering("first"));
    Junicorn server = servers.launch(folder, "app:app", Map.of(), "--workers", "1").awaitReady(1);
    // Of another length: Python tells compiled files apart by whole seconds and size.
    Files.writeString(app, answering("second"));
    assertThat(server.ctl("reload").assertDone().out()).startsWith("Reloaded: generation 2");
    assertThat(Web.text(server.web().get("/"))).isEqualTo("second");
    Files.writeString(app, "import no_such_module\n");
    Ctl refused = server.ctl("reload");
    assertThat(refused.exitCode()).isEqualTo(3);
    assertThat(refused.err())
        .contains("the old code serves on", "Traceback", "No module named 'no_such_module'");
    assertThat(server.ctl("status").assertDone().out())
        .as("who comes later sees it, too")
        .containsPattern("reload +refused .* ago, .*: No module named 'no_such_module'");
    JsonNode status = server.ctl("status", "--json").json();
    assertThat(status.at("/refused/why").asString()).contains("no_such_module");
    assertThat(status.at("/refused/seconds").asDouble()).isNotNegative();
    assertThat(Web.text(server.web().get("/"))).isEqualTo("second");
    server.stop();
  }

  @Test
  void aServerThatIsStoppedIsNotWaitedForAndIsToldNothing() {
    Junicorn server = servers.serve("hello", "--workers", "1");
    server.signal("STOP");
    Ctl unanswered = server.ctl("reload");
    server.signal("CONT");
    assertThat(unanswered.exitCode()).isEqualTo(2);
    assertThat(unanswered.err())
        .contains("does not answer. It is stopped, or it hangs", "kill -CONT " + server.pid());
    server.ctl("status").assertDone();
    server.stop();
    assertThat(server.logText()).doesNotContain("Reloading");
  }

  @Test
  void scaleAndRecycle() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--threads", "1");
    server.ctl("scale", "workers=2", "threads=3").assertDone();
    JsonNode status = server.ctl("status", "--json").json();
    assertThat(status.path("workers_ready").asInt()).isEqualTo(2);
    assertThat(status.path("threads").asInt()).isEqualTo(3);
    JsonNode workers = server.ctl("workers", "--json").json();
    String id = workers.get(0).path("id").asString();
    long pid = workers.get(0).path("pid").asLong();
    server.ctl("recycle", id).assertDone();
    assertThat(Proc.isAlive(pid)).isFalse();
    Ctl unknown = server.ctl("recycle", "999");
    assertThat(unknown.exitCode()).isEqualTo(3);
    assertThat(unknown.err()).contains("999");
    server.stop();
  }

  @Test
  void drainResumeAndStop() {
    Junicorn server = servers.serve("hello", "--workers", "1");
    assertThat(server.ctl("drain").assertDone().out()).startsWith("Not ready any more");
    server.awaitLine("Not ready any more: asked to \\(junicorn ctl drain\\)");
    assertThat(server.ctl("status", "--json").json().path("ready").asBoolean()).isFalse();
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    assertThat(server.ctl("resume").assertDone().out()).startsWith("Ready");
    server.awaitLine("Not drained any more: asked to \\(junicorn ctl resume\\)");
    assertThat(server.ctl("status", "--json").json().path("ready").asBoolean()).isTrue();
    assertThat(server.ctl("stop").assertDone().out()).startsWith("Stopping");
    assertThat(server.awaitExit()).isZero();
    server.assertLeftNothing();
  }

  @Test
  void logsAreReopened() {
    Junicorn server = servers.serve("hello", "--workers", "1");
    assertThat(server.ctl("logs-reopen").assertDone().out()).contains("opened anew");
    server.stop();
  }

  @Test
  void whereNoServerRunsThatIsSaidAndWhereItWasLookedFor() throws Exception {
    Path runtime = servers.temporaryFolder();
    boolean others = othersRunServers();
    Ctl none = Ctl.run(runtime, "status");
    assumeFalse(others || othersRunServers(), "this user has servers that are not the tests'");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err())
        .contains("is running: none has its control socket in " + runtime + "/junicorn, ")
        .contains("/tmp/junicorn-", "Start one", "--control-socket PATH");
  }

  /** Whether somebody serves a control socket in the folders that are looked into whoever asks. */
  private static boolean othersRunServers() throws IOException {
    Object uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    for (String folder : List.of("/run/user/" + uid + "/junicorn", "/tmp/junicorn-" + uid)) {
      if (Files.isDirectory(Path.of(folder))) {
        try (Stream<Path> entries = Files.list(Path.of(folder))) {
          if (entries.anyMatch(ControlIT::isServed)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isServed(Path socket) {
    try (SocketChannel _ = connect(socket)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void whereSeveralServersRunOneHasToBeChosen() {
    Path runtime = servers.temporaryFolder();
    Map<String, String> shared = Map.of("XDG_RUNTIME_DIR", runtime.toString());
    Path folder = Junicorn.APPS.resolve("hello");
    Junicorn one = servers.launch(folder, "app:app", shared, "--workers", "1").awaitReady(1);
    Junicorn two = servers.launch(folder, "app:app", shared, "--workers", "1").awaitReady(1);
    Ctl several = Ctl.run(runtime, "status");
    assertThat(several.exitCode()).isEqualTo(2);
    assertThat(several.err())
        .contains("Choose one with --pid", "" + one.pid(), "" + two.pid(), "" + two.port());
    JsonNode status = Ctl.run(runtime, "status", "--json", "--pid", "" + two.pid()).json();
    assertThat(status.path("pid").asLong()).isEqualTo(two.pid());
    one.signal("STOP");
    two.signal("STOP");
    Measured.attempt(() -> {
      long began = System.nanoTime();
      Ctl hung = Ctl.run(runtime, "status");
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(hung.err().lines().filter(line -> line.contains("does not answer"))).hasSize(2);
      Measured.check(() ->
          assertThat(took)
              .as("both are waited for together, 10 s")
              .isLessThan(Duration.ofSeconds(18)));
    });
    one.signal("CONT");
    two.signal("CONT");
    one.stop();
    two.stop();
  }

  @Test
  void theSocketIsForThisUserAlone() throws Exception {
    Junicorn server = servers.serve("hello", "--workers", "1");
    Path socket = server.temporary().resolve("junicorn/" + server.pid() + ".sock");
    assertThat(mode(socket)).isEqualTo("rw-------");
    assertThat(mode(socket.resolveSibling("."))).isEqualTo("rwx------");
    server.stop();
    assertThat(socket).doesNotExist();
  }

  @Test
  void withoutASocketNobodyIsReached() {
    Junicorn server = servers.serve("hello", "--workers", "1", "--no-control-socket");
    assertThat(server.ctl("status", "--pid", "" + server.pid()).exitCode()).isEqualTo(2);
    assertThat(server.temporary().resolve("junicorn")).doesNotExist();
    server.stop();
  }

  @Test
  void aSocketThatAnotherServerAnswersAtIsNotTakenAway() {
    String path = servers.temporaryFolder().resolve("ctl.sock").toString();
    Junicorn first = servers.serve("hello", "--workers", "1", "--control-socket", path);
    Junicorn second = servers.launch("hello", "--workers", "1", "--control-socket", path);
    assertThat(second.awaitExit()).isEqualTo(1);
    assertThat(second.logText()).contains("(--control-socket): another server listens there");
    assertThat(first.ctl("status", "--json", "--control-socket", path).json().path("pid").asLong())
        .isEqualTo(first.pid());
    first.signal("KILL");
    Await.until("it is gone", () -> first.processes().isEmpty());
    Junicorn third = servers.serve("hello", "--workers", "1", "--control-socket", path);
    third.ctl("status", "--control-socket", path).assertDone();
    third.stop();
  }

  @Test
  void clientsThatSayNothingCostNothing() throws Exception {
    Junicorn server = servers.serve("hello", "--workers", "1");
    Path socket = server.temporary().resolve("junicorn/" + server.pid() + ".sock");
    List<SocketChannel> silent = new ArrayList<>();
    try {
      Await.until(
          "there is no place left",
          () -> {
            takeAllPlaces(socket, silent);
            return server.ctl("status").exitCode() == 2;
          });
      assertThat(server.web().get("/").statusCode()).isEqualTo(200);
      Await.until("the silent are sent away", () -> server.ctl("status").exitCode() == 0);
    } finally {
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
    server.stop();
  }

  /** Who leaves before it can be told that there is no place costs nobody theirs. */
  @Test
  void theSocketOutlivesClientsThatLeaveAtOnce() throws Exception {
    Junicorn server = servers.serve("hello", "--workers", "1");
    Path socket = server.temporary().resolve("junicorn/" + server.pid() + ".sock");
    List<SocketChannel> silent = new ArrayList<>();
    try {
      takeAllPlaces(socket, silent);
      for (int i = 0; i < 30; i++) {
        connect(socket).close();
      }
    } finally {
      for (SocketChannel channel : silent) {
        channel.close();
      }
    }
    Await.until("it answers again", () -> server.ctl("status").exitCode() == 0);
    server.stop();
  }

  @Test
  void theSocketOutlivesALackOfDescriptors() throws Exception {
    Junicorn server = servers.serve("hello", "--workers", "1");
    Path socket = server.temporary().resolve("junicorn/" + server.pid() + ".sock");
    Proc.limitFiles(server.pid(), 3);
    SocketChannel refused = connect(socket);
    try {
      server.awaitLine("The control socket .* accepts nobody for now: .* It tries again");
    } finally {
      refused.close();
      Proc.limitFiles(server.pid(), 1024);
    }
    Await.until("it answers again", () -> server.ctl("status").exitCode() == 0);
    assertThat(server.count(line -> line.contains("accepts nobody for now"))).isEqualTo(1);
    server.stop();
  }

  private static void takeAllPlaces(Path socket, List<SocketChannel> clients) throws IOException {
    for (int i = 0; i < 8; i++) {
      clients.add(connect(socket));
    }
  }

  private static SocketChannel connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  private static String answering(String text) {
    return """
    def app(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"%s"]
    """
        .formatted(text);
  }

  private static String mode(Path file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
