package dev.junicorn.posix;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes to a FIFO that others read, or do not: opening it waits for nobody, and what nobody reads
 * fails, once the pipe is full, after {@link #PATIENCE}. Confined to one thread.
 */
public final class FifoOutput extends OutputStream {

  /** A reader that is only slow has read something by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Duration PAUSE = Duration.ofMillis(10);

  private final Descriptor fifo;
  private boolean stalled;

  private FifoOutput(Descriptor fifo) {
    this.fifo = fifo;
  }

  /** Opens an existing FIFO. To have its reading end, too, is what spares the wait for a reader. */
  public static FifoOutput open(Path path) throws IOException {
    return new FifoOutput(
        Descriptor.open(path.toString(), Libc.O_RDWR | Libc.O_NONBLOCK, 0, "cannot open"));
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      MemorySegment rest = arena.allocate(Math.max(1, length)).asSlice(0, length);
      MemorySegment.copy(bytes, offset, rest, ValueLayout.JAVA_BYTE, 0, length);
      long patience = stalled ? 0 : PATIENCE.toNanos();
      while (rest.byteSize() > 0) {
        long written = Libc.write(state, fifo.number(), rest, rest.byteSize());
        if (written >= 0) {
          rest = rest.asSlice(written);
          stalled = false;
          patience = PATIENCE.toNanos();
        } else if (Libc.errno(state) == Libc.EAGAIN && patience > 0) {
          LockSupport.parkNanos(this, PAUSE.toNanos());
          patience -= PAUSE.toNanos();
        } else if (Libc.errno(state) == Libc.EAGAIN) {
          stalled = true; // the next lines do not wait again
          throw new IOException("nobody reads it, and it is full");
        } else if (Libc.errno(state) != Libc.EINTR) {
          throw Libc.failure("cannot write", Libc.errno(state));
        }
      }
    }
  }

  @Override
  public void close() {
    fifo.close();
  }
}
