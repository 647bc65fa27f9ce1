package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * {@code junicorn doctor} names the cause of what is wrong first, and nothing where all is well.
 */
@Isolated("what it finds depends on the processors")
class DoctorIT {

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension final Servers servers = new Servers();

  /** The story: one request at a time, and nobody sees it. */
  @Test
  void oneSlotIsTheBottleneckAndTheSizeThatIsRecommendedEndsIt() {
    Junicorn server = servers.serve("flask_app", "--workers", "1", "--threads", "1");
    try (Load _ = Load.on(server, 12, "/sleep?s=0.5")) {
      JsonNode finding = awaitFirst(server, "slots-full");
      assertThat(finding.path("title").asString()).startsWith("The only slot is busy");
      assertThat(finding.path("fix").toString())
          .contains("gunicorn --chdir ", "--workers 1 --threads 12");
      Await.until(
          "the log says it",
          () ->
              server.count(line ->
                  line.contains("[WARNING] The only slot is busy")
                      && line.contains("junicorn ctl scale workers=1 threads=12"))
                  == 1);
      server.ctl("scale", "workers=1", "threads=12").assertDone();
      Await.until("nobody waits any more", () -> queueP95(server) < 0.1);
      Await.until("nothing is wrong any more", () -> doctor(server).code == 0);
    }
  }

  @Test
  void processorsThatAreUsedUp() {
    assertFirst("cpu-bound", 12, "/compute", "--workers", "3", "--threads", "2");
  }

  @Test
  void moreWorkersThanProcessors() {
    assertFirst("too-many-workers", 16, "/compute", "--workers", "12", "--threads", "1");
  }

  @Test
  void codeThatKeepsPythonsLock() {
    Junicorn server = servers.serve("sick", "--workers", "1", "--threads", "6");
    try (Load _ = Load.on(server, 8, "/hold")) {
      assertThat(awaitFirst(server, "gil-contention").path("title").asString())
          .contains("C code that waits");
    }
  }

  @Test
  void oneLockForAll() {
    Junicorn server = servers.serve("sick", "--workers", "1", "--threads", "6");
    try (Load _ = Load.on(server, 10, "/locked")) {
      assertThat(awaitFirst(server, "shared-wait").path("title").asString())
          .contains("sick/app.py:", "locked");
    }
  }

  @Test
  void aSlowRouteThatStarvesTheOthers() {
    Junicorn server = servers.serve("sick", "--workers", "1", "--threads", "4");
    try (Load _ = Load.on(server, 5, "/wait?s=2");
        Load _ = Load.on(server, 8, "/")) {
      assertThat(awaitFirst(server, "slow-route").path("title").asString()).contains("/wait");
    }
  }

  @Test
  void memoryThatGrows() {
    Junicorn server = servers.serve("sick", "--workers", "1", "--threads", "4");
    AtomicBoolean ended = new AtomicBoolean();
    Thread client = ask(server, "/leak", 150, ended);
    try {
      assertThat(awaitFirst(server, "memory-growth").path("evidence").toString())
          .contains("requests are for /leak");
    } finally {
      end(client, ended);
    }
  }

  @Test
  void workersThatKeepDying() {
    Junicorn server = servers.serve("sick", "--workers", "2", "--threads", "1");
    AtomicBoolean ended = new AtomicBoolean();
    Thread client = ask(server, "/die", 500, ended);
    try {
      awaitFirst(server, "crash-loop");
    } finally {
      end(client, ended);
    }
  }

  @Test
  void clientsThatLeave() {
    Junicorn server = servers.serve("sick", "--workers", "1", "--threads", "8");
    AtomicBoolean ended = new AtomicBoolean();
    Thread client =
        Thread.ofVirtual()
            .start(() -> {
              while (!ended.get()) {
                leave(server);
              }
            });
    try {
      awaitFirst(server, "clients-leave");
    } finally {
      end(client, ended);
    }
  }

  @Test
  void clientsThatTakeSlowly() {
    Junicorn server = servers.serve("sick", "--workers", "1", "--threads", "2");
    AtomicBoolean ended = new AtomicBoolean();
    List<Thread> clients =
        Stream.generate(() -> Thread.ofVirtual().start(() -> takeSlowly(server, ended)))
            .limit(4)
            .toList();
    try {
      assertThat(awaitFirst(server, "slow-clients").path("weight").asString()).isEqualTo("NOTE");
    } finally {
      clients.forEach(client -> end(client, ended));
    }
  }

  private static void takeSlowly(Junicorn server, AtomicBoolean ended) {
    while (!ended.get()) {
      try (RawClient slow = RawClient.connectWithSmallWindow(server.port())) {
        slow.request("GET", "/big");
        Await.pause(1500);
        slow.answer("GET");
      }
    }
  }

  /** Idle, then a burst of some seconds, then about half of the slots busy. */
  @Test
  void aHealthyServerHasNoFinding() {
    Measured.attempt(this::assertAHealthyServerHasNoFinding);
  }

  private void assertAHealthyServerHasNoFinding() {
    Junicorn server = servers.serve("sick", "--workers", "2", "--threads", "4");
    assertStaysWell(server, Duration.ofSeconds(4));
    try (Load burst = Load.on(server, 24, "/")) {
      assertStaysWell(server, Duration.ofSeconds(4));
      burst.end();
    }
    try (Load _ = Load.on(server, 4, "/")) {
      assertStaysWell(server, Duration.ofSeconds(14));
    }
  }

  /** No process has such an id; others of this machine may run servers. */
  @Test
  void aServerThatDoesNotRunIsSaidNotTo() {
    Run run = run(servers.temporaryFolder().toString(), "--pid", "" + Integer.MAX_VALUE);
    assertThat(run.code).isEqualTo(2);
    assertThat(run.out)
        .contains("No server of this user", "has the process id " + Integer.MAX_VALUE);
  }

  private void assertFirst(String code, int clients, String path, String... options) {
    Junicorn server = servers.serve("sick", options);
    try (Load _ = Load.on(server, clients, path)) {
      awaitFirst(server, code);
    }
  }

  /** Waits until the first finding is the expected one. */
  private static JsonNode awaitFirst(Junicorn server, String code) {
    AtomicReference<JsonNode> first = new AtomicReference<>();
    AtomicReference<String> last = new AtomicReference<>("");
    try {
      Await.until(
          code,
          () -> {
            Run run = doctor(server);
            last.set(run.out);
            if (run.code != 4) {
              Await.pause(500); // a new process each time: it is not to be the load itself
              return false;
            }
            JsonNode finding = JSON.readTree(run.out).path("findings").get(0);
            first.set(finding);
            return finding.path("code").asString().equals(code);
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; the doctor said " + last.get(), e);
    }
    return first.get();
  }

  private static void assertStaysWell(Junicorn server, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() - end < 0) {
      Run run = doctor(server);
      Await.pause(500);
      // 3: in its first second nothing was seen yet. What else runs here may be a finding.
      Measured.check(() -> assertThat(run.code).as(run.out).isIn(0, 3));
    }
  }

  private static double queueP95(Junicorn server) {
    JsonNode seconds = server.ask("observe").path("seconds");
    return seconds.isEmpty()
        ? 1
        : seconds.get(seconds.size() - 1).path("queue_wait").path("p95").asDouble();
  }

  private static Thread ask(Junicorn server, String path, int pause, AtomicBoolean ended) {
    return Thread.ofVirtual()
        .start(() -> {
          while (!ended.get()) {
            try (RawClient client = server.connect()) {
              client.get(path);
            }
            Await.pause(pause);
          }
        });
  }

  /** Asks and is gone, as where a process is ended: a mere end of sending could be patience. */
  private static void leave(Junicorn server) {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      client.setSoLinger(true, 0);
      client
          .getOutputStream()
          .write("GET /wait?s=1 HTTP/1.1\r\nHost: it\r\n\r\n".getBytes(StandardCharsets.UTF_8));
      Await.pause(300);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void end(Thread client, AtomicBoolean ended) {
    ended.set(true);
    try {
      client.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private record Run(int code, String out) {}

  private static Run doctor(Junicorn server) {
    return run(server.temporary().toString(), "--json", "--pid", "" + server.pid());
  }

  private static Run run(String runtime, String... words) {
    List<String> command = new ArrayList<>(List.of(Servers.launcher(), "doctor"));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_RUNTIME_DIR", runtime);
    try {
      Process process = builder.start();
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Run(process.waitFor(), out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
