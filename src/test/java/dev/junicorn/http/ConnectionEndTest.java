package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections end, over real sockets: nothing of an answer is lost by it. */
class ConnectionEndTest {

  private static final String POST_WITHOUT_ITS_BODY =
      "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhal";

  @Test
  void answersAClientThatClosedItsSendingSide() throws Exception {
    BlockingQueue<Exchange> taken = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(taken::add);
        Socket socket = server.connect()) {
      socket.getOutputStream().write(Wire.bytes(Hello.GET));
      socket.shutdownOutput();
      Exchange exchange = taken.poll(60, TimeUnit.SECONDS);
      server.loop.schedule(() -> Hello.answer(exchange), 100, TimeUnit.MILLISECONDS);
      assertThat(Wire.text(socket.getInputStream().readAllBytes())).endsWith("hello /a");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "GET /b HTTP/1.1\r\nHo", POST_WITHOUT_ITS_BODY})
  void closesWhenWhatFollowsWillNeverBeWhole(String beginning) throws Exception {
    BlockingQueue<Exchange> taken = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(taken::add);
        Socket socket = server.connect()) {
      socket.getOutputStream().write(Wire.bytes(Hello.GET + beginning));
      socket.shutdownOutput();
      Exchange exchange = taken.poll(60, TimeUnit.SECONDS);
      server.loop.schedule(() -> Hello.answer(exchange), 100, TimeUnit.MILLISECONDS);
      assertThat(Wire.text(socket.getInputStream().readAllBytes())).endsWith("hello /a");
    }
  }

  /** RFC 9112 9.6: a reset would take away what the client has not read yet. */
  @Test
  void whatComesBehindTheLastRequestDoesNotCutItsAnswer() throws Exception {
    int size = 50_000;
    try (TestServer server =
            TestServer.start(
                TestServer.settings(0, Duration.ofSeconds(75)),
                exchange -> exchange.answer(Harness.OK, Unpooled.wrappedBuffer(new byte[size])));
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(20_000);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      socket
          .getOutputStream()
          .write(Wire.bytes("GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
      server.awaitEvent(ServerEvent.RequestServed.class);
      socket.getOutputStream().write(Wire.bytes("\r\n"));
      assertThat(socket.getInputStream().readAllBytes().length).isGreaterThan(size);
    }
  }

  /** As proxies do: they look for an answer once they have sent the body. */
  @Test
  void aRefusedBodyIsTakenToItsEndSoThatTheRefusalIsRead() throws Exception {
    int size = 30 << 20;
    try (TestServer server =
            TestServer.start(TestServer.settings(1000, Duration.ofSeconds(75)), Hello::answer);
        Socket socket = server.connect()) {
      String head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + size + "\r\n\r\n";
      socket.getOutputStream().write(Wire.bytes(head));
      server.awaitEvent(ServerEvent.RequestRefused.class);
      socket.getOutputStream().write(new byte[size]);
      assertThat(Wire.text(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void aRefusedUploaderGetsItsAnswerRatherThanAReset() throws Exception {
    try (TestServer server =
            TestServer.start(TestServer.settings(100, Duration.ofSeconds(75)), Hello::answer);
        Socket socket = server.connect()) {
      String head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n";
      socket.getOutputStream().write(Wire.bytes(head));
      socket.getOutputStream().write(new byte[300_000]);
      assertThat(Wire.text(socket.getInputStream().readAllBytes())).startsWith("HTTP/1.1 413 ");
      assertThat(server.eventsSoFar()).anyMatch(ServerEvent.RequestRefused.class::isInstance);
    }
  }

  /** An orderly end would pass for the end of the answer; a reset too early would take it away. */
  @Test
  void resetsBehindWhatWasWrittenWhereOnlyTheConnectionsEndEndsTheAnswer() throws Exception {
    byte[] content = new byte[4 << 20];
    new Random(5).nextBytes(content);
    try (TestServer server =
            TestServer.start(exchange -> {
              exchange.begin(Harness.OK);
              exchange.write(Unpooled.wrappedBuffer(content));
              exchange.abort(new Failure.WorkerDied(1, "x"));
            });
        Socket socket = server.connect()) {
      socket.getOutputStream().write(Wire.bytes("GET / HTTP/1.0\r\n\r\n"));
      InputStream in = socket.getInputStream();
      TestServer.readUntil(in, "\r\n\r\n");
      assertThat(Arrays.equals(in.readNBytes(content.length), content)).isTrue();
      assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
    }
  }

  @Test
  void closesAfterEachAnswerWithoutKeepAlive() throws Exception {
    try (TestServer server =
            TestServer.start(TestServer.settings(0, Duration.ZERO), Hello::answer);
        Socket socket = server.connect()) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.getOutputStream().write(Wire.bytes(Hello.GET + Hello.GET));
      String answer = Wire.text(socket.getInputStream().readAllBytes());
      assertThat(answer).contains("Connection: close\r\n").endsWith("hello /a");
      assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(2);
    }
  }

  @Test
  void drainsWhatWasBegunAndClosesWhatIsIdle() throws Exception {
    BlockingQueue<Exchange> taken = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(taken::add);
        Socket idle = server.connect();
        Socket busy = server.connect()) {
      idle.getOutputStream().write(Wire.bytes(Hello.GET));
      Exchange first = taken.poll(60, TimeUnit.SECONDS);
      server.loop.execute(() -> Hello.answer(first));
      TestServer.readUntil(idle.getInputStream(), "hello /a");
      busy.getOutputStream().write(Wire.bytes(Hello.GET));
      Exchange second = taken.poll(60, TimeUnit.SECONDS);

      CompletableFuture<?> drained = server.frontEnd.drain().toCompletableFuture();
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      assertThat(drained).isNotDone();
      server.loop.execute(() -> Hello.answer(second));
      assertThat(Wire.text(busy.getInputStream().readAllBytes()))
          .contains("Connection: close\r\n")
          .endsWith("hello /a");
      drained.get(60, TimeUnit.SECONDS);
      assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
    }
  }
}
