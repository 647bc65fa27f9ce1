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

  private static final int O_RDWR = 2;
  private static final int O_NONBLOCK = 04000;
  private static final int O_CLOEXEC = 02000000;

  /** A reader that is only slow has read something by then. */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private static final Duration PAUSE = Duration.ofMillis(10);

  private final int fd;
  private boolean stalled;
  private boolean closed;

  private FifoOutput(int fd) {
    this.fd = fd;
  }

  /** Opens an existing FIFO. To have its reading end, too, is what spares the wait for a reader. */
  public static FifoOutput open(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      int fd =
          Libc.open(state, arena.allocateFrom(path.toString()), O_RDWR | O_NONBLOCK | O_CLOEXEC, 0);
      if (fd < 0) {
        throw Libc.failure("cannot open", Libc.errno(state));
      }
      return new FifoOutput(fd);
    }
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
        long written = Libc.write(state, fd, rest, rest.byteSize());
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
    if (!closed) {
      closed = true;
      Libc.close(fd);
    }
  }
}
