package dev.junicorn.testing;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Netty's detector, which watches every buffer until this is closed. It is the whole JVM's. */
public final class BufferLeaks implements AutoCloseable {

  private final AtomicInteger found = new AtomicInteger();
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  /**
   * Begins to watch.
   *
   * @param test what makes the buffers, on its own thread: those that other tests have left are not
   *     meant
   */
  public BufferLeaks(Class<?> test) {
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    ByteBufUtil.setLeakListener((type, records) -> {
      if (records.contains(test.getName() + ".")) {
        found.incrementAndGet();
      }
    });
  }

  /** What has to release every buffer. */
  @FunctionalInterface
  public interface Life {
    void live() throws IOException;
  }

  /** How many are found that this leaves behind. It is repeated: the collector may miss some. */
  public int after(Life life) throws IOException {
    for (int round = 0; round < 5; round++) {
      life.live();
      collect();
    }
    return collect();
  }

  /** How many were found, this time included. The detector reports when the next buffer is made. */
  public int collect() {
    System.gc();
    LockSupport.parkNanos(20_000_000);
    bytes(1).release();
    return found.get();
  }

  /** A buffer that is watched, full of zeros. */
  public static ByteBuf bytes(int size) {
    return PooledByteBufAllocator.DEFAULT.directBuffer(size).writeZero(size);
  }

  @Override
  public void close() {
    ByteBufUtil.setLeakListener(null);
    ResourceLeakDetector.setLevel(before);
  }
}
