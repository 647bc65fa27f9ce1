package dev.junicorn.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Buffers come back on every way out; Netty's detector watches each of them. */
class LeakTest {

  private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

  private final AtomicInteger leaks = new AtomicInteger();
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  @BeforeEach
  void watch() {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> leaks.incrementAndGet());
  }

  @AfterEach
  void stopWatching() {
    ByteBufUtil.setLeakListener(null);
    ResourceLeakDetector.setLevel(before);
  }

  @Test
  void everyBufferIsReleased() {
    for (int round = 0; round < 5; round++) {
      live();
      collect();
    }
    assertThat(leaks).hasValue(0);
  }

  /** Without this the test above would prove nothing. */
  @Test
  void theDetectorNoticesALeak() {
    bytes(1);
    for (int round = 0; round < 20 && leaks.get() == 0; round++) {
      collect();
    }
    assertThat(leaks).hasPositiveValue();
  }

  /** The detector reports when it is asked for the next buffer. */
  private static void collect() {
    System.gc();
    LockSupport.parkNanos(20_000_000);
    bytes(1).release();
  }

  private static void live() {
    run("", GET, GET + GET, "GET / HT", "bad\r\n\r\n", GET + "rest");
    run("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", "x".repeat(50_000));
    run("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n", "x".repeat(100_000));
    run("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n", "a", "bc" + GET);
    run("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "3\r\nabc\r\n", "x");
    String chunk = "1\r\nx\r\n".repeat(200);
    run("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", chunk, chunk);
    gone();
  }

  private static void run(String first, String... reads) {
    try (Harness harness =
        new Harness(
            Harness.settings(0),
            exchange -> {
              exchange.begin(new ResponseHead(200, "OK", List.of()));
              exchange.write(bytes(40_000));
              exchange.write(bytes(10));
              exchange.end();
            })) {
      harness.send(first);
      for (String read : reads) {
        harness.send(read);
      }
    }
  }

  /** The client leaves before the answer. */
  private static void gone() {
    try (Harness harness = new Harness(Harness.settings(0), exchange -> {})) {
      harness.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc" + GET);
      harness.channel.close().syncUninterruptibly();
      harness.exchanges.getLast().begin(new ResponseHead(200, "OK", List.of()));
      harness.exchanges.getLast().write(bytes(40_000));
      harness.exchanges.getLast().abort(new Failure.Stopping());
      assertThat(harness.inlineBodies.used()).isZero();
    }
  }

  private static ByteBuf bytes(int size) {
    return PooledByteBufAllocator.DEFAULT.directBuffer(size).writeZero(size);
  }
}
