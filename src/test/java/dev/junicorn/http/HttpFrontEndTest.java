package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** The front end as clients meet it, over real sockets. */
class HttpFrontEndTest {

  @Test
  void answersOneRequest() throws Exception {
    try (TestServer server = TestServer.start(Hello::answer)) {
      assertThat(server.talk(Hello.GET))
          .startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: ")
          .endsWith("\r\nServer: junicorn\r\nContent-Length: 8\r\n\r\nhello /a");
    }
  }

  @Test
  void answersRequestsOfOneConnection() throws Exception {
    try (TestServer server = TestServer.start(Hello::answer);
        Socket socket = server.connect()) {
      for (int i = 0; i < 10; i++) {
        socket.getOutputStream().write(Wire.bytes(Hello.GET));
        TestServer.readUntil(socket.getInputStream(), "hello /a");
      }
    }
  }

  @Test
  void answersAThousandPipelinedRequestsInOrder() throws Exception {
    try (TestServer server = TestServer.start(Hello::answer)) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 1000; i++) {
        requests.append("GET /").append(i).append("; HTTP/1.1\r\nHost: x\r\n\r\n");
      }
      String answers = server.talk(requests.toString());
      int at = 0;
      for (int i = 0; i < 1000; i++) {
        at = answers.indexOf("hello /" + i + ";", at);
        assertThat(at).as("answer " + i).isPositive();
      }
    }
  }

  @Test
  void noticesThatTheClientLeft() throws Exception {
    CompletableFuture<String> begun = new CompletableFuture<>();
    CompletableFuture<String> left = new CompletableFuture<>();
    try (TestServer server =
        TestServer.start(exchange -> {
          exchange.watch(new LeaveWatch(exchange, left));
          begun.complete(exchange.head().path());
        })) {
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(Wire.bytes(Hello.GET));
        assertThat(begun.get(60, TimeUnit.SECONDS)).isEqualTo("/a");
      }
      assertThat(left.get(60, TimeUnit.SECONDS)).isEqualTo("/a");
    }
  }

  @Test
  void holdsTheTimeoutsThoughALookFailed() throws Exception {
    AtomicBoolean stumbles = new AtomicBoolean();
    AtomicLong ahead = new AtomicLong();
    LongSupplier ticker =
        () -> {
          if (stumbles.get()) {
            throw new IllegalStateException("a fault");
          }
          return System.nanoTime() + ahead.get();
        };
    try (TestServer server =
            new TestServer(TestServer.settings(), Hello::answer, ticker).listening();
        Socket socket = server.connect()) {
      socket.getOutputStream().write(Wire.bytes(Hello.GET));
      TestServer.readUntil(socket.getInputStream(), "hello /a");
      stumbles.set(true);
      assertThat(server.awaitEvent(ServerEvent.Warned.class).sentence()).contains("a fault");
      stumbles.set(false);
      ahead.set(Duration.ofHours(1).toNanos());
      assertThat(socket.getInputStream().read()).as("idle for an hour").isEqualTo(-1);
    }
  }

  @Test
  void takesALargeAnswerAtOnceAndGivesItToASlowReaderWhole() throws Exception {
    byte[] content = new byte[64 << 20];
    new Random(1).nextBytes(content);
    CompletableFuture<Long> taken = new CompletableFuture<>();
    try (TestServer server = TestServer.start(exchange -> new Source(exchange, content, taken));
        Socket socket = server.connect()) {
      socket.getOutputStream().write(Wire.bytes("GET / HTTP/1.0\r\n\r\n"));
      taken.get(60, TimeUnit.SECONDS);
      InputStream in = socket.getInputStream();
      TestServer.readUntil(in, "\r\n\r\n");
      assertThat(Arrays.equals(in.readAllBytes(), content)).isTrue();
    }
  }

  @Test
  void storesALargeUploadExactly() throws Exception {
    byte[] content = new byte[10 << 20];
    new Random(3).nextBytes(content);
    CompletableFuture<byte[]> stored = new CompletableFuture<>();
    try (TestServer server =
            TestServer.start(exchange -> {
              stored.complete(readSpooled(exchange.body()));
              Hello.answer(exchange);
            });
        Socket socket = server.connect()) {
      String head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + content.length + "\r\n\r\n";
      socket.getOutputStream().write(Wire.bytes(head));
      socket.getOutputStream().write(content);
      TestServer.readUntil(socket.getInputStream(), "hello /");
      assertThat(Arrays.equals(stored.get(), content)).isTrue();
    }
  }

  private static byte[] readSpooled(RequestBody body) {
    try {
      return body instanceof RequestBody.Spooled spooled
          ? Files.readAllBytes(Path.of(spooled.path()))
          : new byte[0];
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void saysContinueOnlyAfterTheLimitsWereChecked() throws Exception {
    try (TestServer server =
        TestServer.start(TestServer.settings(100, Duration.ofSeconds(75)), Hello::answer)) {
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(Wire.bytes(expecting(3)));
        TestServer.readUntil(socket.getInputStream(), "HTTP/1.1 100 Continue\r\n\r\n");
        socket.getOutputStream().write(Wire.bytes("abc"));
        assertThat(TestServer.readUntil(socket.getInputStream(), "hello /"))
            .startsWith("HTTP/1.1 2");
      }
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(Wire.bytes(expecting(101)));
        assertThat(Wire.text(socket.getInputStream().readAllBytes()))
            .startsWith("HTTP/1.1 413 ")
            .endsWith("larger than 100 bytes (--max-request-body).\n");
      }
    }
  }

  private static String expecting(int length) {
    return "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: "
        + length
        + "\r\n\r\n";
  }

  @Test
  void aFullServerClosesWhoWaitedLongestAndKeepsWhoIsServed() throws Exception {
    BlockingQueue<Exchange> taken = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(forConnections(2), taken::add);
        Socket busy = server.connect()) {
      busy.getOutputStream().write(Wire.bytes(Hello.GET));
      Exchange running = taken.poll(60, TimeUnit.SECONDS);
      try (Socket idle = server.connect();
          Socket newer = server.connect()) {
        assertThat(idle.getInputStream().read()).isEqualTo(-1);
        newer.getOutputStream().write(Wire.bytes(Hello.GET));
        Exchange second = taken.poll(60, TimeUnit.SECONDS);
        try (Socket tooMany = server.connect()) {
          assertThat(tooMany.getInputStream().read()).isEqualTo(-1);
        }
        server.loop.execute(() -> Hello.answer(second));
        TestServer.readUntil(newer.getInputStream(), "hello /a");
      }
      server.loop.execute(() -> Hello.answer(running));
      TestServer.readUntil(busy.getInputStream(), "hello /a");
    }
  }

  private static HttpSettings forConnections(int most) throws IOException {
    return TestServer.settings(
        0, Duration.ofSeconds(75), TrustedPeers.LOOPBACK, TestServer.spoolFolder(), most);
  }

  @Test
  void survivesAHandlerThatThrows() throws Exception {
    try (TestServer server =
        TestServer.start(exchange -> {
          throw new IllegalStateException("a bug");
        })) {
      assertThat(server.talk(Hello.GET)).isEmpty();
      assertThat(server.talk(Hello.GET)).isEmpty();
    }
  }
}
