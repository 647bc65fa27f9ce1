package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Clients that close their sending side behind the request, as {@code nc -N} does and balancers
 * that pass bytes on: whether they still listen shows only when they are answered.
 */
class HalfClosedClientsIT {

  /** More than the kernel takes of it, in all three ways that an answer may go. */
  private static final String FILE = "/file?n=3000000";

  private static final String LIST = "/bytes?n=3000000";
  private static final String GENERATOR = "/stream?n=50&size=60000";

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static Path socket;
  private static Junicorn server;

  @BeforeAll
  static void start() {
    socket = SERVERS.temporaryFolder().resolve("app.sock");
    server =
        SERVERS
            .serve(
                "hello",
                "--workers",
                "1",
                "--threads",
                "2",
                "--log-level",
                "debug",
                "--bind",
                "127.0.0.1:0",
                "--bind",
                "unix:" + socket)
            .awaitReady(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {FILE, LIST, GENERATOR})
  void getTheirWholeAnswer(String target) {
    try (RawClient tcp = RawClient.connectWithSmallWindow(server.port());
        RawClient local = RawClient.connect(socket)) {
      for (RawClient client : new RawClient[] {tcp, local}) {
        client.request("GET", target, "Connection: close").answerHead();
        client.halfClose();
        assertThat(client.rest()).hasSizeGreaterThanOrEqualTo(3_000_000);
      }
    }
  }

  /**
   * As many as there are slots: none has to wait for one, unless the machine stands still for so
   * long that the worker seems to. Who waits is taken for one that has left (499).
   */
  @Test
  void areAnsweredBesideOthers() {
    Measured.attempt(() -> {
      List<Integer> statuses = statusesOfTwo();
      assertThat(statuses).isSubsetOf(200, 499);
      Measured.check(() -> assertThat(statuses).containsOnly(200));
    });
  }

  private static List<Integer> statusesOfTwo() {
    try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
      List<CompletableFuture<List<Integer>>> both =
          Stream.generate(
                  () -> CompletableFuture.supplyAsync(HalfClosedClientsIT::statusesOfOne, clients))
              .limit(2)
              .toList();
      return both.stream().flatMap(statuses -> statuses.join().stream()).toList();
    }
  }

  private static List<Integer> statusesOfOne() {
    return IntStream.range(0, 200).map(i -> status()).boxed().toList();
  }

  private static int status() {
    try (RawClient client = server.connect()) {
      return client.request("GET", "/").halfClose().answer("GET").status();
    }
  }

  @Test
  void areCountedWhenTheyHadLeft() {
    Gate gate = SERVERS.gate();
    try (RawClient client = server.connect()) {
      client.request("GET", gate.path());
      gate.awaitArrivals(1);
    }
    server.awaitLine("Client left while its request was (running|waiting): GET /sleep");
    gate.open();
  }
}
