package dev.junicorn.log;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A pipe that nobody reads until it is released. */
final class StuckStream extends OutputStream {

  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final CountDownLatch reached = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) {
    reached.countDown();
    awaitUninterruptibly(released);
    synchronized (written) {
      written.write(bytes, offset, length);
    }
  }

  void awaitWriter() {
    awaitUninterruptibly(reached);
  }

  void release() {
    released.countDown();
  }

  String text() {
    synchronized (written) {
      return written.toString(StandardCharsets.UTF_8);
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
