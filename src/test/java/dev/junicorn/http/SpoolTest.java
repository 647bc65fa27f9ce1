package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.RequestBody;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Bodies beyond memory: when the disk is used, and what happens when it cannot be. */
class SpoolTest {

  private static HttpSettings withoutDisk() {
    return HttpSettings.defaults(Path.of("/nonexistent/junicorn"));
  }

  @Test
  void keepsABodyInMemoryUpToTheBound() {
    try (Harness harness = new Harness()) {
      harness.send(post(Bounds.INLINE_BODY)).send(new byte[Bounds.INLINE_BODY]);
      assertThat(harness.exchanges.getLast().body()).isInstanceOf(RequestBody.Inline.class);
      harness.send(post(Bounds.INLINE_BODY + 1)).send(new byte[Bounds.INLINE_BODY + 1]);
      assertThat(harness.exchanges.getLast().body()).isInstanceOf(RequestBody.Spooled.class);
      assertThat(harness.bodies.getLast()).hasSize(Bounds.INLINE_BODY + 1);
    }
  }

  @Test
  void putsSmallBodiesInFilesWhenTheMemoryForThemIsTaken() {
    try (Harness harness = new Harness()) {
      harness.inlineBodies.take(Bounds.INLINE_BODIES - 2);
      harness.send(post(3)).send("abc");
      assertThat(harness.exchanges.getLast().body()).isInstanceOf(RequestBody.Spooled.class);
      assertThat(harness.bodies).containsExactly("abc");
      harness.send(post(2)).send("ab");
      assertThat(harness.exchanges.getLast().body()).isInstanceOf(RequestBody.Inline.class);
      assertThat(harness.inlineBodies.used()).isEqualTo(Bounds.INLINE_BODIES - 2);
    }
  }

  @Test
  void refusesAnUploadThatTheFilesOfAllTogetherHaveNoRoomFor() {
    try (Harness harness = new Harness()) {
      harness.uploadSpools.take(Bounds.UPLOAD_SPOOLS - Bounds.INLINE_BODY);
      harness.send(post(100_000)).send(new byte[100_000]);
      assertThat(harness.exchanges).isEmpty();
      assertThat(harness.sent()).startsWith("HTTP/1.1 503 ");
    }
  }

  /** Otherwise many clients hold all memory there is, as soon as the disk is slower than they. */
  @Test
  void anUploadPausesSoonerWhileTheDiskIsBehindWithAllTogether() {
    try (Harness harness = new Harness().stopDisk()) {
      harness.send(post(300_000)).send(new byte[100_000]);
      assertThat(harness.channel.config().isAutoRead()).isTrue();
      harness.unwritten.take(Bounds.UNWRITTEN);
      harness.send(new byte[100_000]);
      assertThat(harness.channel.config().isAutoRead()).isFalse();

      harness.startDisk();
      assertThat(harness.channel.config().isAutoRead()).isTrue();
      harness.send(new byte[100_000]);
      assertThat(harness.status()).isEqualTo(200);
      assertThat(harness.unwritten.used()).isEqualTo(Bounds.UNWRITTEN);
    }
  }

  @Test
  void whatIsLeftToTheDiskCountsUntilItIsWritten() {
    try (Harness harness = new Harness().stopDisk()) {
      harness.send(post(300_000)).send(new byte[100_000]).send(new byte[50_000]);
      assertThat(harness.unwritten.used()).isEqualTo(150_000);
      harness.channel.close().syncUninterruptibly();
      assertThat(harness.unwritten.used()).isEqualTo(100_000);
      harness.startDisk();
      assertThat(harness.unwritten.used()).isZero();
      assertThat(harness.uploadSpools.used()).isZero();
    }
  }

  @Test
  void memoryThatCannotBeHadIsNotCounted() {
    try (Harness harness = new Harness()) {
      ByteBufAllocator none =
          (ByteBufAllocator)
              Proxy.newProxyInstance(
                  SpoolTest.class.getClassLoader(),
                  new Class<?>[] {ByteBufAllocator.class},
                  (proxy, method, arguments) -> {
                    throw new OutOfMemoryError("no memory");
                  });
      BodyCollector body = new BodyCollector(harness.facilities, none, Runnable::run, new Nobody());
      assertThatThrownBy(() -> body.append(Unpooled.wrappedBuffer(new byte[10]), 10))
          .isInstanceOf(OutOfMemoryError.class);
      body.release();
      assertThat(harness.inlineBodies.used()).isZero();
    }
  }

  @Test
  void tellsNoBodyFromAnEmptyOne() {
    try (Harness harness = new Harness()) {
      harness.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(harness.exchanges.getLast().body()).isInstanceOf(RequestBody.None.class);
      harness.send(post(0));
      assertThat(harness.exchanges.getLast().body()).isInstanceOf(RequestBody.Inline.class);
    }
  }

  @Test
  void refusesAnUploadThatTheDiskCannotTakeAndLivesOn() throws Exception {
    try (TestServer server =
        TestServer.start(
            withoutDisk(), exchange -> exchange.answer(Harness.OK, Unpooled.EMPTY_BUFFER))) {
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(Wire.bytes(post(100_000)));
        socket.getOutputStream().write(new byte[100_000]);
        assertThat(Wire.text(socket.getInputStream().readAllBytes())).startsWith("HTTP/1.1 503 ");
      }
      assertThat(server.eventsSoFar()).anyMatch(ServerEvent.RequestTrouble.class::isInstance);
      assertThat(server.talk(post(0))).startsWith("HTTP/1.1 200 ");
    }
  }

  @Test
  void holdsTheAppBackWhenTheDiskCannotTakeItsAnswer() throws Exception {
    byte[] content = new byte[64 << 20];
    new Random(4).nextBytes(content);
    CompletableFuture<Long> taken = new CompletableFuture<>();
    try (TestServer server =
            TestServer.start(withoutDisk(), exchange -> new Source(exchange, content, taken));
        Socket socket = server.connect()) {
      socket.getOutputStream().write(Wire.bytes("GET / HTTP/1.0\r\n\r\n"));
      InputStream in = socket.getInputStream();
      TestServer.readUntil(in, "\r\n\r\n");
      assertThat(taken).isNotDone();
      assertThat(Arrays.equals(in.readAllBytes(), content)).isTrue();
      assertThat(taken.get(60, TimeUnit.SECONDS)).isEqualTo(content.length);
    }
  }

  /** All together their slots would get free together, and late. */
  @Test
  void aLargeAnswerWaitsUntilTheOneBeforeItIsInItsFile() {
    String get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    byte[] content = new byte[8 << 20];
    List<CompletableFuture<Long>> taken = new ArrayList<>();
    try (Harness harness =
        new Harness(
            Harness.settings(0),
            exchange -> {
              taken.add(new CompletableFuture<>());
              new Source(exchange, content, taken.getLast());
            })) {
      SlowChannel second = harness.connectAt(1);
      harness.channel.stopTaking();
      second.stopTaking();
      harness.stopDisk().send(get).writeOnlyNew();
      second.writeInbound(Unpooled.copiedBuffer(Wire.bytes(get)));
      second.runPendingTasks();
      assertThat(taken).as("the first is not in its file").noneMatch(CompletableFuture::isDone);

      harness.startDisk();
      second.runPendingTasks();
      assertThat(taken.getFirst()).isDone();
      assertThat(taken.getLast()).isNotDone();

      for (SlowChannel client : List.of(harness.channel, second)) {
        client.advanceTimeBy(Bounds.SPOOL_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        client.runScheduledPendingTasks();
      }
      second.runPendingTasks();
      assertThat(taken.getLast()).isDone();
      second.finishAndReleaseAll();
    }
  }

  @Test
  void letsTheAppGoOnWhenItsClientHasGone() throws Exception {
    byte[] content = new byte[64 << 20];
    CompletableFuture<Long> taken = new CompletableFuture<>();
    try (TestServer server =
        TestServer.start(withoutDisk(), exchange -> new Source(exchange, content, taken))) {
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(Wire.bytes("GET / HTTP/1.0\r\n\r\n"));
        TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");
      }
      assertThat(taken.get(60, TimeUnit.SECONDS)).isEqualTo(content.length);
    }
  }

  private static String post(int length) {
    return "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + length + "\r\n\r\n";
  }
}
