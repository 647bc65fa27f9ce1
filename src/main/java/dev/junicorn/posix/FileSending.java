package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The kernel's own copying from a file to a socket (sendfile(2)), as Netty asks for it. */
public final class FileSending {

  private static final int NO_FILE = -1;

  private FileSending() {}

  /**
   * Tries whether it may be asked for. It is asked to copy between no files, and is to say that.
   *
   * @throws IOException if the system refuses whatever is asked
   */
  public static void check() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      Libc.sendfile(state, NO_FILE, NO_FILE, 1);
      if (Libc.errno(state) != Libc.EBADF) {
        throw Libc.failure("cannot send files (sendfile)", Libc.errno(state));
      }
    }
  }
}
