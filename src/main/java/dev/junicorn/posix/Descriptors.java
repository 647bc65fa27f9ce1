package dev.junicorn.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Descriptors that somebody else opened. */
public final class Descriptors {

  private static final int F_GETFL = 3;
  private static final int F_SETFL = 4;
  private static final long SIOCOUTQ = 0x5411;

  private Descriptors() {}

  /**
   * Makes calls on the descriptor return at once. The setting is the open file's: it holds for
   * every process that has it.
   */
  public static void makeNonBlocking(int fd) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      int flags = Libc.fcntl(state, fd, F_GETFL, 0);
      if (flags < 0 || Libc.fcntl(state, fd, F_SETFL, flags | Libc.O_NONBLOCK) < 0) {
        throw Libc.failure("cannot set descriptor " + fd + " up", Libc.errno(state));
      }
    }
  }

  /**
   * What the kernel still holds of the bytes that were written to a socket: those that the other
   * end's kernel has not confirmed, or of a Unix socket, that its reader has not taken; there in
   * the kernel's own units, which count more than the bytes.
   *
   * @return 0 where the descriptor is no such socket
   */
  public static int unconfirmed(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(JAVA_INT);
      return Libc.ioctl(Libc.newState(arena), fd, SIOCOUTQ, bytes) < 0 ? 0 : bytes.get(JAVA_INT, 0);
    }
  }
}
