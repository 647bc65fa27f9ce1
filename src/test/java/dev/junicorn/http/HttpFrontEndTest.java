package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.Unpooled;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The front end as clients meet it, over real sockets. */
class HttpFrontEndTest {

  private static final ResponseHead OK =
      new ResponseHead(200, "OK", List.of(new Header("Content-Type", "text/plain")));
  private static final String POST_WITHOUT_ITS_BODY =
      "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nhal";
  private static final String GET = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

  @TempDir private Path folder;

  private static void hello(Exchange exchange) {
    exchange.answer(OK, Unpooled.copiedBuffer(Wire.bytes("hello " + exchange.head().path())));
  }

  @Test
  void answersOneRequest() throws Exception {
    try (TestServer server = TestServer.start(HttpFrontEndTest::hello)) {
      assertThat(server.talk(GET))
          .startsWith("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: ")
          .endsWith("\r\nServer: junicorn\r\nContent-Length: 8\r\n\r\nhello /a");
    }
  }

  @Test
  void answersRequestsOfOneConnection() throws Exception {
    try (TestServer server = TestServer.start(HttpFrontEndTest::hello);
        Socket socket = server.connect()) {
      for (int i = 0; i < 10; i++) {
        socket.getOutputStream().write(Wire.bytes(GET));
        TestServer.readUntil(socket.getInputStream(), "hello /a");
      }
    }
  }

  @Test
  void answersAThousandPipelinedRequestsInOrder() throws Exception {
    try (TestServer server = TestServer.start(HttpFrontEndTest::hello)) {
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
  void answersAClientThatClosedItsSendingSide() throws Exception {
    BlockingQueue<Exchange> taken = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(taken::add);
        Socket socket = server.connect()) {
      socket.getOutputStream().write(Wire.bytes(GET));
      socket.shutdownOutput();
      Exchange exchange = taken.poll(5, TimeUnit.SECONDS);
      server.loop.schedule(() -> hello(exchange), 100, TimeUnit.MILLISECONDS);
      assertThat(Wire.text(socket.getInputStream().readAllBytes())).endsWith("hello /a");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "GET /b HTTP/1.1\r\nHo", POST_WITHOUT_ITS_BODY})
  void closesWhenWhatFollowsWillNeverBeWhole(String beginning) throws Exception {
    BlockingQueue<Exchange> taken = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(taken::add);
        Socket socket = server.connect()) {
      socket.getOutputStream().write(Wire.bytes(GET + beginning));
      socket.shutdownOutput();
      Exchange exchange = taken.poll(5, TimeUnit.SECONDS);
      server.loop.schedule(() -> hello(exchange), 100, TimeUnit.MILLISECONDS);
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
                exchange -> exchange.answer(OK, Unpooled.wrappedBuffer(new byte[size])));
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
            TestServer.start(
                TestServer.settings(1000, Duration.ofSeconds(75)), HttpFrontEndTest::hello);
        Socket socket = server.connect()) {
      String head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + size + "\r\n\r\n";
      socket.getOutputStream().write(Wire.bytes(head));
      server.awaitEvent(ServerEvent.RequestRefused.class);
      socket.getOutputStream().write(new byte[size]);
      assertThat(Wire.text(socket.getInputStream().readNBytes(12))).isEqualTo("HTTP/1.1 413");
    }
  }

  @Test
  void noticesThatTheClientLeft() throws Exception {
    CompletableFuture<String> left = new CompletableFuture<>();
    try (TestServer server =
        TestServer.start(exchange -> exchange.watch(new LeaveWatch(exchange, left)))) {
      try (Socket socket = server.connect()) {
        socket.getOutputStream().write(Wire.bytes(GET));
        TimeUnit.MILLISECONDS.sleep(50);
      }
      assertThat(left.get(5, TimeUnit.SECONDS)).isEqualTo("/a");
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

  /** An orderly end would pass for the end of the answer; a reset too early would take it away. */
  @Test
  void resetsBehindWhatWasWrittenWhereOnlyTheConnectionsEndEndsTheAnswer() throws Exception {
    byte[] content = new byte[4 << 20];
    new Random(5).nextBytes(content);
    try (TestServer server =
            TestServer.start(exchange -> {
              exchange.begin(OK);
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
  void sendsAFile() throws Exception {
    byte[] content = new byte[5 << 20];
    new Random(2).nextBytes(content);
    Path path = Files.write(folder.resolve("file"), content);
    try (TestServer server =
            TestServer.start(exchange -> exchange.answer(OK, file(path, content.length)));
        Socket socket = server.connect()) {
      for (int i = 0; i < 3; i++) {
        socket.getOutputStream().write(Wire.bytes(GET));
        TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");
        byte[] got = socket.getInputStream().readNBytes(content.length);
        assertThat(Arrays.equals(got, content)).isTrue();
      }
    }
  }

  @Test
  void cutsTheConnectionWhenTheFileShrinks() throws Exception {
    Path path = Files.write(folder.resolve("file"), new byte[1000]);
    try (TestServer server = TestServer.start(exchange -> exchange.answer(OK, file(path, 2000)))) {
      assertThat(server.talk(GET).length()).isBetween(1000, 1500);
      assertThat(server.awaitEvent(ServerEvent.AppFailed.class).message())
          .contains("became shorter", "1000 of 2000 bytes");
    }
  }

  @Test
  void doesNotBlameTheClientForAFileThatShrinksWhileItTakesIt() throws Exception {
    int size = 30_000_000;
    Path path = Files.write(folder.resolve("file"), new byte[size]);
    try (TestServer server = TestServer.start(exchange -> exchange.answer(OK, file(path, size)));
        Socket socket = server.connect()) {
      socket.getOutputStream().write(Wire.bytes(GET));
      TestServer.readUntil(socket.getInputStream(), "\r\n\r\n");
      try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
        file.truncate(1000);
      }
      assertThat(socket.getInputStream().readAllBytes().length).isLessThan(size);
      assertThat(server.awaitEvent(ServerEvent.AppFailed.class).message())
          .contains("became shorter", "of 30000000 bytes");
      server.drain();
      assertThat(server.eventsSoFar()).noneMatch(ServerEvent.ClientLeft.class::isInstance);
    }
  }

  private static FileBody file(Path path, long length) {
    try {
      return new FileBody(FileChannel.open(path), 0, length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
              hello(exchange);
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
        TestServer.start(
            TestServer.settings(100, Duration.ofSeconds(75)), HttpFrontEndTest::hello)) {
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
  void aRefusedUploaderGetsItsAnswerRatherThanAReset() throws Exception {
    try (TestServer server =
            TestServer.start(
                TestServer.settings(100, Duration.ofSeconds(75)), HttpFrontEndTest::hello);
        Socket socket = server.connect()) {
      String head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n";
      socket.getOutputStream().write(Wire.bytes(head));
      socket.getOutputStream().write(new byte[300_000]);
      assertThat(Wire.text(socket.getInputStream().readAllBytes())).startsWith("HTTP/1.1 413 ");
      assertThat(server.eventsSoFar()).anyMatch(ServerEvent.RequestRefused.class::isInstance);
    }
  }

  @Test
  void drainsWhatWasBegunAndClosesWhatIsIdle() throws Exception {
    BlockingQueue<Exchange> taken = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(taken::add);
        Socket idle = server.connect();
        Socket busy = server.connect()) {
      idle.getOutputStream().write(Wire.bytes(GET));
      Exchange first = taken.poll(5, TimeUnit.SECONDS);
      server.loop.execute(() -> hello(first));
      TestServer.readUntil(idle.getInputStream(), "hello /a");
      busy.getOutputStream().write(Wire.bytes(GET));
      Exchange second = taken.poll(5, TimeUnit.SECONDS);

      CompletableFuture<?> drained = server.frontEnd.drain().toCompletableFuture();
      assertThat(idle.getInputStream().read()).isEqualTo(-1);
      assertThat(drained).isNotDone();
      server.loop.execute(() -> hello(second));
      assertThat(Wire.text(busy.getInputStream().readAllBytes()))
          .contains("Connection: close\r\n")
          .endsWith("hello /a");
      drained.get(5, TimeUnit.SECONDS);
      assertThatThrownBy(server::connect).isInstanceOf(ConnectException.class);
    }
  }

  @Test
  void listensAtAUnixSocketAndRemovesItAtTheEnd() throws Exception {
    Path path = folder.resolve("s.sock");
    stale(path);
    try (TestServer server = new TestServer(TestServer.settings(), HttpFrontEndTest::hello)) {
      assertThat(server.listen(new ListenAddress.Unix(path, 10))).isEqualTo("unix:" + path);
      assertThat(talkUnix(path)).endsWith("hello /a");
      assertThatThrownBy(() -> server.listen(new ListenAddress.Unix(path, 10)))
          .hasMessageEndingWith(
              "Exception: another server listens there. Stop it (ss -lxp shows it), or choose another path.");
    }
    assertThat(path).doesNotExist();
  }

  private static void stale(Path path) throws IOException {
    try (ServerSocketChannel old = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      old.bind(UnixDomainSocketAddress.of(path));
    }
  }

  private static String talkUnix(Path path) throws IOException {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      client.write(ByteBuffer.wrap(Wire.bytes(GET)));
      client.shutdownOutput();
      ByteBuffer answer = ByteBuffer.allocate(4096);
      while (client.read(answer) >= 0) {
        // reads to the end
      }
      return Wire.text(Arrays.copyOf(answer.array(), answer.position()));
    }
  }

  @Test
  void listensAtAnInheritedSocket() throws Exception {
    Set<Path> before = Set.copyOf(sockets().values());
    // Its descriptor goes to the server, so the test does not close it again.
    ServerSocketChannel inherited = ServerSocketChannel.open();
    inherited.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    Map<Integer, Path> after = sockets();
    after.values().removeAll(before);
    int port = inherited.socket().getLocalPort();
    try (TestServer server = new TestServer(TestServer.settings(), HttpFrontEndTest::hello)) {
      int fd = after.keySet().iterator().next();
      assertThat(server.listen(new ListenAddress.Inherited(fd, 16)))
          .isEqualTo("http://127.0.0.1:" + port);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.getOutputStream().write(Wire.bytes(GET));
        TestServer.readUntil(socket.getInputStream(), "hello /a");
      }
      assertThatThrownBy(() -> server.listen(new ListenAddress.Inherited(9999, 16)))
          .hasMessageContaining("descriptor 9999 is not open");
    }
  }

  /** Whoever opened it may have left to the server to listen, as gunicorn does. */
  @Test
  void listensAtAnInheritedSocketThatIsOnlyBound() throws Exception {
    io.netty.channel.unix.Socket bound = io.netty.channel.unix.Socket.newSocketDomain();
    Path path = Files.createTempDirectory("bound").resolve("s");
    bound.bind(new DomainSocketAddress(path.toFile()));
    try (TestServer server = new TestServer(TestServer.settings(), HttpFrontEndTest::hello)) {
      server.listen(new ListenAddress.Inherited(bound.intValue(), 16));
      try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
        assertThat(client.isConnected()).isTrue();
      }
    }
  }

  @Test
  void refusesAnInheritedSocketForDatagrams() throws Exception {
    io.netty.channel.unix.Socket datagrams = io.netty.channel.unix.Socket.newSocketDomainDgram();
    try (TestServer server = new TestServer(TestServer.settings(), HttpFrontEndTest::hello)) {
      assertThatThrownBy(() -> server.listen(new ListenAddress.Inherited(datagrams.intValue(), 16)))
          .hasMessageContaining("socket for datagrams");
    } finally {
      datagrams.close();
    }
  }

  @Test
  void saysWhatIsWrongWithAnAddress() throws Exception {
    try (TestServer server = new TestServer(TestServer.settings(), HttpFrontEndTest::hello)) {
      int port = URI.create(server.listen(new ListenAddress.Tcp("::", 0, 16))).getPort();
      assertThatThrownBy(() -> server.listen(new ListenAddress.Tcp("0.0.0.0", port, 16)))
          .hasMessageContaining("this server listens there already: http://[");
      assertThatThrownBy(() -> server.listen(new ListenAddress.Tcp("fe80::1", 0, 16)))
          .hasMessageContaining("[fe80::1%eth0]");
      assertThatThrownBy(
              () -> server.listen(new ListenAddress.Unix(Path.of("/tmp/" + "x".repeat(120)), 16)))
          .hasMessageContaining("125 bytes, and the system allows 107");
      assertThatThrownBy(
              () -> server.listen(new ListenAddress.Unix(Path.of("/no/such/folder/s"), 16)))
          .hasMessageContaining("its folder does not exist");
    }
  }

  private static Map<Integer, Path> sockets() throws IOException {
    Map<Integer, Path> sockets = new HashMap<>();
    for (String name : new File("/proc/self/fd").list()) {
      Path link = Path.of("/proc/self/fd", name);
      if (Files.isSymbolicLink(link)) {
        Path target = Files.readSymbolicLink(link);
        if (target.toString().startsWith("socket:")
            && !InheritedSocket.isUnix(Integer.parseInt(name))) {
          sockets.put(Integer.valueOf(name), target);
        }
      }
    }
    return sockets;
  }

  @Test
  void refusesAFileThatIsNoSocket() throws Exception {
    Path path = Files.writeString(folder.resolve("precious"), "data");
    try (TestServer server = new TestServer(TestServer.settings(), HttpFrontEndTest::hello)) {
      assertThatThrownBy(() -> server.listen(new ListenAddress.Unix(path, 10)))
          .hasMessageContaining("not a socket");
      assertThat(path).hasContent("data");
    }
  }

  @Test
  void saysThatAnAddressIsTakenAndWhatToDo() throws Exception {
    try (TestServer server = TestServer.start(HttpFrontEndTest::hello)) {
      assertThatThrownBy(() -> server.listen(new ListenAddress.Tcp("127.0.0.1", server.port(), 10)))
          .hasMessageContaining("the address is in use")
          .hasMessageContaining("ss -ltnp");
    }
  }

  @Test
  void aFullServerClosesWhoWaitedLongestAndKeepsWhoIsServed() throws Exception {
    BlockingQueue<Exchange> taken = new LinkedBlockingQueue<>();
    try (TestServer server = TestServer.start(forConnections(2), taken::add);
        Socket busy = server.connect()) {
      busy.getOutputStream().write(Wire.bytes(GET));
      Exchange running = taken.poll(5, TimeUnit.SECONDS);
      try (Socket idle = server.connect();
          Socket newer = server.connect()) {
        assertThat(idle.getInputStream().read()).isEqualTo(-1);
        newer.getOutputStream().write(Wire.bytes(GET));
        Exchange second = taken.poll(5, TimeUnit.SECONDS);
        try (Socket tooMany = server.connect()) {
          assertThat(tooMany.getInputStream().read()).isEqualTo(-1);
        }
        server.loop.execute(() -> hello(second));
        TestServer.readUntil(newer.getInputStream(), "hello /a");
      }
      server.loop.execute(() -> hello(running));
      TestServer.readUntil(busy.getInputStream(), "hello /a");
    }
  }

  private static HttpSettings forConnections(int most) throws IOException {
    HttpSettings usual = TestServer.settings();
    return new HttpSettings(
        usual.maxRequestLine(),
        usual.maxHeaderFields(),
        usual.maxHeaderFieldSize(),
        usual.maxRequestBody(),
        usual.keepAlive(),
        usual.trustedPeers(),
        usual.spoolFolder(),
        usual.logsAccess(),
        most,
        RequestIdRule.OFF,
        false);
  }

  @Test
  void survivesAHandlerThatThrows() throws Exception {
    try (TestServer server =
        TestServer.start(exchange -> {
          throw new IllegalStateException("a bug");
        })) {
      assertThat(server.talk(GET)).isEmpty();
      assertThat(server.talk(GET)).isEmpty();
    }
  }

  @Test
  void closesAfterEachAnswerWithoutKeepAlive() throws Exception {
    try (TestServer server =
            TestServer.start(TestServer.settings(0, Duration.ZERO), HttpFrontEndTest::hello);
        Socket socket = server.connect()) {
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.getOutputStream().write(Wire.bytes(GET + GET));
      String answer = Wire.text(socket.getInputStream().readAllBytes());
      assertThat(answer).contains("Connection: close\r\n").endsWith("hello /a");
      assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(2);
    }
  }
}
