package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A file descriptor of this process, to be closed once. Confined to one thread. */
public final class Descriptor implements AutoCloseable {

  private final int number;
  private boolean closed;

  Descriptor(int number) {
    this.number = number;
  }

  /**
   * Opens a file (open(2)); no process that is started here inherits it.
   *
   * @param flags those of {@link Libc} that begin with O
   * @param mode of a file that is made by this
   * @param failure what to say before the system's reason
   * @throws IOException if the system refuses
   */
  static Descriptor open(String path, int flags, int mode, String failure) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      int number = Libc.open(state, arena.allocateFrom(path), flags | Libc.O_CLOEXEC, mode);
      if (number < 0) {
        throw Libc.failure(failure, Libc.errno(state));
      }
      return new Descriptor(number);
    }
  }

  /** What the kernel calls it, while it is open. */
  public int number() {
    return number;
  }

  /** Closes it, unless that was done before. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      Libc.close(number);
    }
  }
}
