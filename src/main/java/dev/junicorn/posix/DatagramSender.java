package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Sends single datagrams to a Unix socket of somebody else's: what {@code sd_notify(3)} does. Each
 * has a socket of its own, so nothing is to be closed and no thread owns anything.
 */
public final class DatagramSender {

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int FAMILY_BYTES = 2;

  /** {@code sun_path} of {@code struct sockaddr_un}, without the zero at its end. */
  private static final int LONGEST_NAME = 107;

  private final byte[] name;

  /**
   * @param name an absolute path, or {@code @name} for the abstract namespace (unix(7))
   * @throws IOException if it is neither, or too long
   */
  public DatagramSender(String name) throws IOException {
    this.name = name.getBytes(StandardCharsets.UTF_8);
    if (!(name.startsWith("/") || name.startsWith("@")) || this.name.length > LONGEST_NAME) {
      throw new IOException(
          name + " is no Unix socket: an absolute path or @name of at most 107 bytes is expected");
    }
    if (name.startsWith("@")) {
      this.name[0] = 0;
    }
  }

  /**
   * Sends without waiting.
   *
   * @throws IOException if nobody listens, or its buffer is full
   */
  public void send(String text) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      int socket = Libc.socket(state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC);
      if (socket < 0) {
        throw Libc.failure("cannot open a datagram socket", Libc.errno(state));
      }
      try {
        send(arena, state, socket, text);
      } finally {
        Libc.close(socket);
      }
    }
  }

  private void send(Arena arena, MemorySegment state, int socket, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MemorySegment message = arena.allocate(bytes.length);
    MemorySegment.copy(bytes, 0, message, ValueLayout.JAVA_BYTE, 0, bytes.length);
    boolean isPath = name[0] != 0;
    // A path ends with a zero, an abstract name with its last byte.
    int length = FAMILY_BYTES + name.length + (isPath ? 1 : 0);
    MemorySegment address = arena.allocate(length, 2);
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, address, ValueLayout.JAVA_BYTE, FAMILY_BYTES, name.length);
    int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
    if (Libc.sendto(state, socket, message, flags, address, length) < 0) {
      throw Libc.failure("cannot send to " + readable(), Libc.errno(state));
    }
  }

  private String readable() {
    return new String(name, StandardCharsets.UTF_8).replace('\0', '@');
  }
}
