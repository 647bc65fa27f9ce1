package dev.junicorn.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class ControlClientTest {

  private static final Map<String, String> STATUS = Map.of("do", "status");
  private static final Map<String, String> RELOAD = Map.of("do", "reload");
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;
  private Path socket;
  private ServerSocketChannel door;
  private final List<String> remarks = new ArrayList<>();
  private long now;

  @BeforeEach
  void listen() throws IOException {
    socket = folder.resolve("4711.sock");
    door = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    door.bind(UnixDomainSocketAddress.of(socket), 1);
  }

  @AfterEach
  void close() throws IOException {
    door.close();
  }

  @Test
  void aServerThatIsSilentIsNotWaitedFor() {
    assertThatThrownBy(() -> client(50).ask(STATUS))
        .isInstanceOf(ControlException.class)
        .hasMessageContainingAll(
            "does not answer", socket.toString(), "ps -o stat= -p 4711", "kill -CONT 4711");
  }

  @Test
  void norIsOneWhoseBacklogIsFull() throws IOException {
    List<SocketChannel> waiting = new ArrayList<>();
    try {
      for (boolean full = false; !full; ) {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        waiting.add(channel);
        channel.configureBlocking(false);
        full = !connects(channel);
      }
      assertThatThrownBy(() -> client(50).ask(STATUS)).hasMessageContaining("does not answer");
    } finally {
      for (SocketChannel channel : waiting) {
        channel.close();
      }
    }
  }

  @Test
  void aSilentServerIsToldNothing() throws IOException {
    assertThatThrownBy(() -> client(1000).tell(RELOAD, remarking(() -> {})))
        .hasMessageContaining("does not answer");
    try (SocketChannel channel = door.accept()) {
      assertThat(lines(channel).lines()).containsExactly("{\"do\":\"status\"}");
    }
    assertThat(remarks).isEmpty();
  }

  @Test
  void whatTakesLongIsWaitedForAndRemarkedUpon() throws Exception {
    CompletableFuture<String> done = new CompletableFuture<>();
    Thread server =
        Thread.ofVirtual().start(() -> answer("{\"ok\":true,\"result\":{\"pid\":7}}", done));
    ControlClient.Progress progress =
        remarking(() -> done.complete("{\"ok\":true,\"message\":\"done\"}"));
    ControlClient client = new ControlClient(socket, this::outOfPatience, LONG);
    assertThat(client.tell(RELOAD, progress).path("message").asString("")).isEqualTo("done");
    server.join();
    assertThat(remarks).containsExactly("begins after {\"pid\":7}", "waiting");
  }

  @Test
  void whatIsRefusedAtOnceIsNotWaitedFor() throws Exception {
    String busy = "{\"ok\":false,\"kind\":\"busy\",\"message\":\"too many\"}";
    Thread server =
        Thread.ofVirtual().start(() -> answer(busy, CompletableFuture.completedFuture("")));
    assertThat(client(60_000).tell(RELOAD, remarking(() -> {})).path("kind").asString(""))
        .isEqualTo("busy");
    server.join();
    assertThat(remarks).isEmpty();
  }

  /** It hangs up before it is asked: what it said is there all the same. */
  @Test
  void whyItIsTurnedAwayIsReadThoughNothingCanBeSaidAnyMore() throws Exception {
    CompletableFuture<Void> gone =
        CompletableFuture.runAsync(() -> {
          try (SocketChannel channel = door.accept()) {
            say(channel, "{\"ok\":false,\"kind\":\"busy\",\"message\":\"too many\"}");
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    ControlClient late =
        new ControlClient(
            socket,
            () -> {
              gone.join();
              return System.nanoTime();
            },
            Duration.ofSeconds(20));
    assertThat(late.ask(STATUS).path("message").asString("")).isEqualTo("too many");
  }

  private boolean connects(SocketChannel channel) {
    try {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }

  private ControlClient.Progress remarking(Runnable further) {
    return new ControlClient.Progress() {
      @Override
      public void begins(JsonNode before) {
        remarks.add("begins after " + before);
      }

      @Override
      public void takesTime() {
        remarks.add("waiting");
        further.run();
      }
    };
  }

  /** A clock on which time passes only from when the client tells until it remarks upon that. */
  private long outOfPatience() {
    if (remarks.size() == 1) {
      now += LONG.toNanos();
    }
    return now;
  }

  private ControlClient client(int millis) {
    return new ControlClient(socket, System::nanoTime, Duration.ofMillis(millis));
  }

  /** Answers the first request, and the second one when its answer is there. */
  private void answer(String first, CompletableFuture<String> second) {
    try (SocketChannel channel = door.accept()) {
      BufferedReader requests = lines(channel);
      requests.readLine();
      say(channel, first);
      if (requests.readLine() != null) {
        say(channel, second.join());
      }
    } catch (IOException e) {
      remarks.add(e.toString());
    }
  }

  private static BufferedReader lines(SocketChannel channel) {
    return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  private static void say(SocketChannel channel, String line) throws IOException {
    channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }
}
