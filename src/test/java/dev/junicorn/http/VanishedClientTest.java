package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Handler;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients whose network is gone, which nobody says: the kernel holds what it cannot deliver. As
 * does that of a Unix socket which nobody reads.
 */
class VanishedClientTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final String PIECE = "data: x\n\n";

  /** Half of the time for which a client may take nothing. */
  private static final long STEP = Bounds.ANSWER_GRACE.toNanos() / 2;

  @TempDir private Path folder;
  private final AtomicLong looks = new AtomicLong();
  private volatile boolean running;
  private final CompletableFuture<Exchange> begun = new CompletableFuture<>();
  private final CompletableFuture<String> left = new CompletableFuture<>();

  /** Gives one piece of a stream that has no end. */
  private final Handler stream =
      exchange -> {
        exchange.watch(new Leaving());
        exchange.begin(Harness.OK);
        write(exchange);
        begun.complete(exchange);
      };

  private final class Leaving implements ClientWatch {

    @Override
    public void clientLeft() {
      left.complete("left");
    }

    @Override
    public void writableAgain() {}
  }

  private static void write(Exchange exchange) {
    exchange.write(Unpooled.copiedBuffer(Wire.bytes(PIECE)));
  }

  private TestServer serve() throws Exception {
    TestServer server = new TestServer(TestServer.settings(), stream, this::look);
    server.listen(new ListenAddress.Unix(socket(), 16));
    return server;
  }

  /** While it runs, the clock is a step on at each look: what takes looks takes no time. */
  private long look() {
    return STEP * (running ? looks.incrementAndGet() : looks.get());
  }

  private void awaitLooks(int count) {
    long awaited = looks.get() + count;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    running = true;
    while (looks.get() < awaited && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    running = false;
  }

  private Path socket() {
    return folder.resolve("socket");
  }

  private SocketChannel ask() throws IOException {
    SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket()));
    Channels.newOutputStream(client).write(Wire.bytes(GET));
    return client;
  }

  @Test
  void areNotWaitedForWhileTheirStreamGoesOn() throws Exception {
    try (TestServer server = serve();
        SocketChannel client = ask()) {
      Exchange exchange = begun.get(60, TimeUnit.SECONDS);
      for (int piece = 0; piece < 60 && !left.isDone(); piece++) {
        awaitLooks(1);
        server.loop.execute(() -> write(exchange));
      }
      assertThat(left).isCompleted();
      assertThat(client.isOpen()).isTrue();
    }
  }

  @Test
  void areNoneWhoTakeWhatThereIs() throws Exception {
    try (TestServer server = serve();
        SocketChannel client = ask()) {
      InputStream answer = Channels.newInputStream(client);
      Exchange exchange = begun.get(60, TimeUnit.SECONDS);
      for (int piece = 0; piece < 2; piece++) {
        TestServer.readUntil(answer, PIECE + "\r\n");
        awaitLooks(4);
        server.loop.submit(() -> write(exchange)).get(60, TimeUnit.SECONDS);
      }
      assertThat(left).isNotDone();
    }
  }
}
