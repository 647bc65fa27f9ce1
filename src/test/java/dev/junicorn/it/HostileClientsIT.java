package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** No client, however slow or hostile, holds a slot. */
@Isolated("measures how long others wait")
class HostileClientsIT {

  private static final int SLOTS = 4;

  /** With a quarter of a megabyte in memory each, they would need more than the server has. */
  private static final int CROWD = 700;

  /** Milliseconds usually. */
  private static final Duration HELD_UP = Duration.ofMillis(500);

  @RegisterExtension static final Servers SERVERS = new Servers();

  private static Junicorn server;

  @BeforeAll
  static void start() {
    server = SERVERS.serve("torture", "--workers", "2", "--threads", "2").awaitReady(2);
    // What an app does with 64 MB is its own time, not the test's.
    try (RawClient client = server.connect()) {
      for (int i = 0; i < SLOTS; i++) {
        client.get("/big-file");
      }
    }
  }

  @ParameterizedTest(name = "{1} clients {0}")
  @MethodSource
  void othersAreServedBeside(String what, int clients, Function<RawClient, RawClient> act) {
    List<RawClient> hostile = new ArrayList<>();
    try {
      for (int i = 0; i < clients; i++) {
        hostile.add(act.apply(RawClient.connectWithSmallWindow(server.port())));
      }
      Await.until("the server has read what they sent", () -> Sockets.unread(server.port()) == 0);
      // The app needs its time to make the answers: who comes then waits for some of them.
      Await.until("the answers are made", () -> server.requests() == 0);
      Measured.attempt(() -> {
        List<Duration> times = IntStream.range(0, 5).mapToObj(i -> answers()).toList();
        Measured.check(
            () -> assertThat(times).allSatisfy(time -> assertThat(time).isLessThan(HELD_UP)));
      });
    } finally {
      hostile.forEach(RawClient::close);
    }
    Await.until("their connections are gone", () -> Sockets.established(server.port()) == 0);
    assertThat(server.logText()).doesNotContain("[ERROR]", "Cannot reserve");
  }

  static Stream<Arguments> othersAreServedBeside() {
    return Stream.concat(
        ofEveryKind(),
        Stream.of(
            hostile(
                "that do not read 1 MB of chunks",
                CROWD,
                client -> client.request("GET", "/big-generator?mb=1"))));
  }

  private static Stream<Arguments> ofEveryKind() {
    return Stream.of(SLOTS, 10 * SLOTS)
        .flatMap(clients ->
            Stream.of(
                hostile(
                    "that stall in the head",
                    clients,
                    client -> client.send("GET / HTTP/1.1\r\nHost: it\r\nX-Slow: ")),
                hostile("that stall before the first byte", clients, client -> client),
                hostile(
                    "that stall in the body",
                    clients,
                    client ->
                        client.send(
                            "POST /input HTTP/1.1\r\nHost: it\r\nContent-Length: 9\r\n\r\n1234")),
                hostile(
                    "that stall in a large body",
                    clients,
                    client ->
                        client
                            .send(
                                "POST /input HTTP/1.1\r\nHost: it\r\nContent-Length: 9000000\r\n\r\n")
                            .send(new byte[200_000])),
                hostile(
                    "that stall in a chunk",
                    clients,
                    client ->
                        client.send(
                            RawClient.head("POST", "/input", "Transfer-Encoding: chunked")
                                + "9\r\n12")),
                hostile(
                    "that do not read 64 MB of bytes",
                    clients,
                    client -> client.request("GET", "/big-bytes")),
                hostile(
                    "that do not read 64 MB of chunks",
                    clients,
                    client -> client.request("GET", "/big-generator")),
                hostile(
                    "that do not read a file of 64 MB",
                    clients,
                    client -> client.request("GET", "/big-file"))));
  }

  private static Arguments hostile(String what, int clients, Function<RawClient, RawClient> act) {
    return Arguments.of(what, clients, act);
  }

  /** How long a plain GET takes. */
  private static Duration answers() {
    long began = System.nanoTime();
    try (RawClient client = server.connect()) {
      assertThat(client.get("/no-length").body()).isEqualTo("one two three\n");
    }
    return Duration.ofNanos(System.nanoTime() - began);
  }

  @Test
  void aClientThatSendsOneByteAtATimeIsServed() {
    try (RawClient client = server.connect()) {
      for (char octet : RawClient.head("GET", "/no-length").toCharArray()) {
        client.send("" + octet);
        Await.pause(1);
      }
      assertThat(client.answer("GET").body()).isEqualTo("one two three\n");
    }
  }

  @Test
  void aClientThatReadsSlowlyGetsItAll() {
    try (RawClient client = RawClient.connectWithSmallWindow(server.port())) {
      client.request("GET", "/big-generator?mb=4");
      assertThat(client.answer("GET").bytes()).hasSize(4 << 20);
    }
  }
}
