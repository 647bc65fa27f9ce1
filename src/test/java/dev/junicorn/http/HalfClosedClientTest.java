package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.Handler;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that close their sending side behind the request, over real sockets. */
class HalfClosedClientTest {

  /** Far more than the kernel takes of it. */
  private static final int SIZE = 12_000_000;

  private static final int PIECE = 60_000;
  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  @TempDir private Path folder;

  enum Shape {
    WHOLE,
    PIECES,
    FILE
  }

  private Handler answering(Shape shape) {
    return exchange -> {
      switch (shape) {
        case WHOLE -> exchange.answer(Harness.OK, Unpooled.wrappedBuffer(new byte[SIZE]));
        case PIECES -> new Pieces(exchange).begin();
        case FILE -> exchange.answer(Harness.OK, file());
      }
    };
  }

  private FileBody file() {
    try {
      Path path = Files.write(folder.resolve("file"), new byte[SIZE]);
      return new FileBody(FileChannel.open(path), 0, SIZE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An app that gives its pieces as fast as they are taken. */
  private static final class Pieces implements ClientWatch {

    private final Exchange exchange;
    private int given;

    Pieces(Exchange exchange) {
      this.exchange = exchange;
    }

    void begin() {
      exchange.watch(this);
      exchange.begin(Harness.OK);
      writableAgain();
    }

    @Override
    public void writableAgain() {
      while (given < SIZE && exchange.isWritable()) {
        given += PIECE;
        exchange.write(Unpooled.wrappedBuffer(new byte[PIECE]));
      }
      if (given == SIZE) {
        exchange.end();
      }
    }

    @Override
    public void clientLeft() {}
  }

  @ParameterizedTest
  @EnumSource
  void getTheWholeAnswerOverTcp(Shape shape) throws Exception {
    try (TestServer server = TestServer.start(answering(shape));
        Socket client = new Socket()) {
      client.setReceiveBufferSize(4096);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      client.getOutputStream().write(Wire.bytes(GET));
      client.shutdownOutput();
      assertThat(client.getInputStream().readAllBytes().length).isGreaterThan(SIZE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void getTheWholeAnswerOverAUnixSocket(Shape shape) throws Exception {
    Path path = folder.resolve("socket");
    try (TestServer server = new TestServer(TestServer.settings(), answering(shape))) {
      server.listen(new ListenAddress.Unix(path, 16));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        Channels.newOutputStream(client).write(Wire.bytes(GET));
        client.shutdownOutput();
        assertThat(Channels.newInputStream(client).readAllBytes().length).isGreaterThan(SIZE);
      }
    }
  }

  /** More than is kept of them while one is served, so that reading had paused before the end. */
  @Test
  void getAllAnswersToWhatTheyPipelined() throws Exception {
    int requests = 4000;
    byte[] body = new byte[1000];
    try (TestServer server =
            TestServer.start(
                exchange -> exchange.answer(Harness.OK, Unpooled.wrappedBuffer(body)));
        Socket client = server.connect()) {
      CompletableFuture<byte[]> answers =
          CompletableFuture.supplyAsync(() -> {
            try {
              return client.getInputStream().readAllBytes();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      client.getOutputStream().write(Wire.bytes(GET.repeat(requests)));
      client.shutdownOutput();
      String text = Wire.text(answers.get(60, TimeUnit.SECONDS));
      assertThat(text.split("HTTP/1.1 200", -1)).hasSize(requests + 1);
    }
  }

  /** A descriptor that stays in epoll must not keep the loop busy. */
  @Test
  void costNothingWhileTheirRequestRuns() throws Exception {
    Watched watched = new Watched();
    try (TestServer server = TestServer.start(watched);
        Socket client = server.connect()) {
      client.getOutputStream().write(Wire.bytes(GET));
      client.shutdownOutput();
      watched.left.get(60, TimeUnit.SECONDS);
      assertThat(turnsInHalfASecond(server)).isLessThan(50);
      server.loop.execute(() -> watched.exchange().fail(new Failure.Stopping()));
      assertThat(client.getInputStream().readAllBytes()).isNotEmpty();
    }
  }

  /** Their system answers what is sent with a reset, which is there for as long as they are. */
  @Test
  void costNothingWhenTheyAreGone() throws Exception {
    Watched watched = new Watched();
    try (TestServer server = TestServer.start(watched)) {
      try (Socket client = server.connect()) {
        client.getOutputStream().write(Wire.bytes(GET));
      }
      watched.left.get(60, TimeUnit.SECONDS);
      server
          .loop
          .submit(() -> {
            watched.exchange().begin(Harness.OK);
            watched.exchange().write(Unpooled.wrappedBuffer(new byte[10]));
          })
          .get(60, TimeUnit.SECONDS);
      assertThat(turnsInHalfASecond(server)).isLessThan(50);
      server.loop.execute(() -> watched.exchange().end());
    }
  }

  private static long turnsInHalfASecond(TestServer server) throws Exception {
    long before = server.turns();
    server.loop.schedule(() -> {}, 500, TimeUnit.MILLISECONDS).get(60, TimeUnit.SECONDS);
    return server.turns() - before;
  }

  @Test
  void areToldOfWhenTheyWereGone() throws Exception {
    Watched watched = new Watched();
    try (TestServer server = TestServer.start(watched)) {
      try (Socket client = server.connect()) {
        client.getOutputStream().write(Wire.bytes(GET));
      }
      watched.left.get(60, TimeUnit.SECONDS);
      answer(server, watched);
      assertThat(server.awaitEvent(ServerEvent.ClientLeft.class).when()).isEqualTo("waiting");
    }
  }

  @Test
  void areNotToldOfWhenTheyTakeTheirAnswer() throws Exception {
    Watched watched = new Watched();
    try (TestServer server = TestServer.start(watched);
        Socket client = server.connect()) {
      client.getOutputStream().write(Wire.bytes(GET));
      client.shutdownOutput();
      watched.left.get(60, TimeUnit.SECONDS);
      answer(server, watched);
      assertThat(Wire.text(client.getInputStream().readAllBytes())).endsWith("late");
      server.drain();
      assertThat(server.eventsSoFar()).noneMatch(ServerEvent.ClientLeft.class::isInstance);
    }
  }

  private static void answer(TestServer server, Watched watched) {
    server.loop.execute(
        () -> watched.exchange().answer(Harness.OK, Unpooled.copiedBuffer(Wire.bytes("late"))));
  }

  /** An app that takes its time, and hears that the client has said its last. */
  private static final class Watched implements Handler, ClientWatch {

    final CompletableFuture<Void> left = new CompletableFuture<>();
    private final CompletableFuture<Exchange> begun = new CompletableFuture<>();

    Exchange exchange() {
      return begun.join();
    }

    @Override
    public void handle(Exchange exchange) {
      exchange.watch(this);
      begun.complete(exchange);
    }

    @Override
    public void clientLeft() {
      left.complete(null);
    }

    @Override
    public void writableAgain() {}
  }
}
