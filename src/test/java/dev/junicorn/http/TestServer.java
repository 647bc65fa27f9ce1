package dev.junicorn.http;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.Handler;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** A front end on a real loop and a real port. */
final class TestServer implements AutoCloseable {

  final ConcurrentLinkedQueue<ServerEvent> events = new ConcurrentLinkedQueue<>();
  final HttpFrontEnd frontEnd;
  final EventLoop loop;
  private final AtomicLong turns = new AtomicLong();
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIo.factory(() -> this::countTurn));
  private int port;

  TestServer(HttpSettings settings, Handler handler) {
    this(settings, handler, System::nanoTime);
  }

  TestServer(HttpSettings settings, Handler handler, LongSupplier ticker) {
    loop = group.next();
    frontEnd =
        new HttpFrontEnd(
            loop, settings, handler, events::add, ticker::getAsLong, InstantSource.system());
  }

  static TestServer start(Handler handler) throws Exception {
    return start(settings(), handler);
  }

  static TestServer start(HttpSettings settings, Handler handler) throws Exception {
    return new TestServer(settings, handler).listening();
  }

  /** At a port of its own. */
  TestServer listening() throws Exception {
    String address = listen(new ListenAddress.Tcp("127.0.0.1", 0, 1024));
    port = URI.create(address).getPort();
    return this;
  }

  static HttpSettings settings() throws IOException {
    return HttpSettings.defaults(spoolFolder());
  }

  static HttpSettings settings(long maxRequestBody, Duration keepAlive) throws IOException {
    return settings(maxRequestBody, keepAlive, TrustedPeers.LOOPBACK, spoolFolder(), 0);
  }

  static HttpSettings settings(
      long maxRequestBody,
      Duration keepAlive,
      TrustedPeers trustedPeers,
      Path spoolFolder,
      int maxConnections) {
    return new HttpSettings(
        4094,
        100,
        8190,
        maxRequestBody,
        keepAlive,
        trustedPeers,
        spoolFolder,
        true,
        maxConnections,
        RequestIdRule.OFF,
        false);
  }

  /** One for all tests: what is in it has no name. */
  static Path spoolFolder() throws IOException {
    return Files.createDirectories(Path.of("target", "spool").toAbsolutePath());
  }

  String listen(ListenAddress address) throws Exception {
    return frontEnd.listen(address).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private int countTurn(IntSupplier selectNow, boolean hasTasks) throws Exception {
    turns.incrementAndGet();
    return hasTasks ? selectNow.get() : SelectStrategy.SELECT;
  }

  /** How often the loop has looked for something to do. */
  long turns() {
    return turns.get();
  }

  int port() {
    return port;
  }

  Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    return socket;
  }

  /** Sends, closes the sending side, and reads all there is. */
  String talk(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(Wire.bytes(request));
      socket.shutdownOutput();
      return Wire.text(socket.getInputStream().readAllBytes());
    }
  }

  static String readUntil(InputStream in, String end) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int octet = in.read();
      if (octet < 0) {
        throw new IOException("ended early: " + text);
      }
      text.append((char) octet);
    }
    return text.toString();
  }

  void drain() throws Exception {
    frontEnd.drain().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** The first event of this kind, as soon as there is one. */
  <E extends ServerEvent> E awaitEvent(Class<E> kind) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < deadline) {
      for (ServerEvent event : events) {
        if (kind.isInstance(event)) {
          return kind.cast(event);
        }
      }
      LockSupport.parkNanos(1_000_000);
    }
    throw new AssertionError("no " + kind.getSimpleName() + " among " + events);
  }

  List<ServerEvent> eventsSoFar() {
    return List.copyOf(events);
  }

  @Override
  public void close() {
    frontEnd.closeNow(new Failure.Stopping());
    frontEnd.drain().toCompletableFuture().orTimeout(60, TimeUnit.SECONDS).join();
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
