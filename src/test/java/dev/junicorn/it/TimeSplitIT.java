package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.junicorn.it.RawClient.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Where the time of a request went: the parts add up to what its client waited for, and the largest
 * is the right one. The log is the witness; requests are found there by their ids.
 */
@Isolated("measures where time goes")
class TimeSplitIT {

  private static final List<String> PARTS =
      List.of("receiving", "queue", "dispatch", "cpu", "contention", "blocked", "sending");

  @RegisterExtension final Servers servers = new Servers();
  private Path log = Path.of("nowhere");
  private int requests;

  @BeforeEach
  void nameTheLog() {
    log = servers.temporaryFolder().resolve("access.json");
  }

  /** A request, and what became of it. */
  private record Spent(JsonNode line, double clientMillis) {

    double part(String name) {
      return line.path(name + "_ms").asDouble();
    }

    double sum() {
      return PARTS.stream().mapToDouble(this::part).sum();
    }

    double app() {
      return part("cpu") + part("contention") + part("blocked");
    }

    /** The client may be late itself. */
    Spent addsUp() {
      assertThat(line.path("duration_ms").asDouble()).as("%s", line).isCloseTo(sum(), within(0.1));
      Measured.check(() ->
          assertThat(clientMillis).as("%s", line).isCloseTo(sum(), within(sum() * 0.02 + 300)));
      return this;
    }

    /** Of the time in the app. */
    Spent isMostly(String name) {
      Measured.check(
          () -> assertThat(part(name)).as("%s of %s", name, line).isGreaterThan(app() / 2));
      return this;
    }
  }

  @Test
  void thePartsAddUpToWhatTheClientWaitedFor() {
    Junicorn server = serve("spends-time", 1, 2);
    Measured.attempt(() -> {
      Spent spent = await(send(server, "/wait?200"));
      Measured.check(() ->
          assertThat(spent.clientMillis).isCloseTo(spent.sum(), within(spent.sum() * 0.02 + 5)));
    });
  }

  @Test
  void whoComputesAloneUsesTheCpu() {
    Junicorn server = serve("spends-time", 1, 2);
    Measured.attempt(() -> {
      Spent spent = await(send(server, "/compute?300")).addsUp();
      Measured.check(() -> {
        assertThat(spent.part("cpu")).isBetween(295.0, 330.0);
        assertThat(spent.part("blocked")).isLessThan(spent.app() * 0.1);
      });
    });
  }

  @Test
  void whoWaitsIsBlocked() {
    Junicorn server = serve("spends-time", 1, 2);
    Measured.attempt(() -> await(send(server, "/wait?300")).addsUp().isMostly("blocked"));
  }

  @Test
  void whoWaitsBesideOneWhoComputesIsStillBlocked() {
    Junicorn server = serve("spends-time", 1, 4);
    Measured.attempt(() -> {
      CompletableFuture<Spent> waiting = send(server, "/wait?300");
      Spent computing = await(send(server, "/compute?300"));
      await(waiting).addsUp().isMostly("blocked");
      computing.addsUp();
      Measured.check(() -> assertThat(computing.part("blocked")).isLessThan(computing.app() * 0.2));
    });
  }

  @Test
  void whoComputesBesideOthersWaitsForTheLockOfPython() {
    Junicorn server = serve("spends-time", 1, 4);
    Measured.attempt(() -> {
      for (Spent spent : await(send(server, "/compute?", 200, 201, 202, 203))) {
        spent.addsUp().isMostly("contention");
        Measured.check(() -> assertThat(spent.part("cpu")).isGreaterThan(195));
      }
    });
  }

  @Test
  void cCodeThatComputesWithTheLockIsContentionForTheOthers() {
    Junicorn server = serve("spends-time", 1, 4);
    Measured.attempt(() -> {
      List<CompletableFuture<Spent>> holding = send(server, "/hold-and-compute?", 300, 301, 302);
      Spent victim = await(send(server, "/compute?50"));
      await(holding).forEach(Spent::addsUp);
      victim.addsUp().isMostly("contention");
    });
  }

  @Test
  void cCodeThatSleepsWithTheLockIsContentionForTheOthersAndBlockedItself() {
    Junicorn server = serve("spends-time", 1, 4);
    Measured.attempt(() -> {
      CompletableFuture<Spent> victim = send(server, "/compute?150");
      server.awaitRead(1);
      Spent holder = await(send(server, "/hold-and-wait?800"));
      await(victim).addsUp().isMostly("contention");
      holder.addsUp().isMostly("blocked");
    });
  }

  @Test
  void whoseControlGroupHasUsedUpItsQuotaIsKeptFromComputing() {
    Optional<ControlGroup> made = ControlGroup.ofCpu(Duration.ofMillis(20));
    assumeTrue(made.isPresent(), "a control group with a CPU quota cannot be made here");
    try (ControlGroup group = made.orElseThrow()) {
      Junicorn server = serve("spends-time", 1, 2);
      group.take(server.workers().getFirst());
      Measured.attempt(() -> await(send(server, "/compute?100")).addsUp().isMostly("contention"));
      server.close();
    }
  }

  @Test
  void whoFindsNoSlotWaitsInTheQueue() {
    Junicorn server = serve("spends-time", 1, 1);
    Measured.attempt(() -> {
      CompletableFuture<Spent> first = send(server, "/wait?400");
      server.awaitRead(1);
      Spent second = await(send(server, "/wait?1"));
      await(first).addsUp().isMostly("blocked");
      second.addsUp();
      Measured.check(
          () -> assertThat(second.part("queue")).isGreaterThan(200).isGreaterThan(second.app()));
    });
  }

  @Test
  void aSlowClientIsSeenAsReceivingAndAsSending() throws IOException {
    Junicorn server = serve("hello", 1, 1);
    try (RawClient client = RawClient.connectWithSmallWindow(server.port())) {
      client.send("GET /bytes?n=20000000 HTTP/1.1\r\nHost: it\r\nX-Request-Id: slow\r\n");
      server.awaitRead(1);
      hasGoneOn(server); // it has noted when the first byte came
      Await.pause(300);
      client.send("\r\n");
      Answer head = client.answerHead();
      assertThat(head.status()).isEqualTo(200);
      hasGoneOn(server); // its one slot is free: the app's last byte has come
      Await.pause(300);
      assertThat(client.read(20_000_000)).hasSize(20_000_000);
    }
    JsonNode line = awaitLine("slow");
    assertThat(line.path("receiving_ms").asDouble()).isGreaterThan(250);
    assertThat(line.path("sending_ms").asDouble()).isGreaterThan(250);
    assertThat(line.path("duration_ms").asDouble()).as("all of it").isGreaterThan(500);
  }

  private static void hasGoneOn(Junicorn server) {
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
  }

  @Test
  void serverTimingTellsTheClientWhatIsKnown() {
    Junicorn server = serve("hello", 1, 1, "--server-timing");
    try (RawClient client = server.connect()) {
      assertThat(client.get("/sleep?s=0.05").header("Server-Timing"))
          .singleElement()
          .asString()
          .matches(
              "queue;dur=[0-9.]+, dispatch;dur=[0-9.]+, cpu;dur=[0-9.]+, contention;dur=[0-9.]+,"
                  + " blocked;dur=[1-9][0-9.]+");
      assertThat(client.get("/stream").header("Server-Timing"))
          .singleElement()
          .asString()
          .matches("queue;dur=[0-9.]+");
    }
  }

  @Test
  void withoutTheOptionNothingIsTold() {
    Junicorn server = serve("hello", 1, 1);
    try (RawClient client = server.connect()) {
      assertThat(client.get("/").header("Server-Timing")).isEmpty();
    }
  }

  private Junicorn serve(String app, int workers, int threads, String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(List.of("--workers", "" + workers, "--threads", "" + threads));
    options.addAll(List.of("--access-logfile", log.toString(), "--access-logformat", "json"));
    return servers.serve(app, options.toArray(String[]::new));
  }

  private CompletableFuture<Spent> send(Junicorn server, String path) {
    requests++;
    String id = "it-" + requests;
    RawClient client = server.connect();
    long begun = System.nanoTime();
    client.request("GET", path, "X-Request-Id: " + id);
    return CompletableFuture.supplyAsync(
        () -> {
          try (client) {
            assertThat(client.answer("GET").status()).isEqualTo(200);
            double millis = (System.nanoTime() - begun) / 1e6;
            return new Spent(awaitLine(id), millis);
          }
        },
        task -> Thread.ofPlatform().start(task));
  }

  /** Several at once: the path with each of these numbers. */
  private List<CompletableFuture<Spent>> send(Junicorn server, String path, int... numbers) {
    return IntStream.of(numbers).mapToObj(number -> send(server, path + number)).toList();
  }

  private static Spent await(CompletableFuture<Spent> request) {
    return request.join();
  }

  private static List<Spent> await(List<CompletableFuture<Spent>> requests) {
    return requests.stream().map(CompletableFuture::join).toList();
  }

  private JsonNode awaitLine(String id) {
    List<JsonNode> found = new ArrayList<>();
    Await.until(
        "a line of " + id,
        () -> {
          for (String line : Files.readAllLines(log)) {
            if (line.endsWith("}") && line.contains("\"" + id + "\"")) {
              found.add(new ObjectMapper().readTree(line));
            }
          }
          return !found.isEmpty();
        });
    return found.getFirst();
  }
}
