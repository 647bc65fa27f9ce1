package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Two mutually connected {@code AF_UNIX} datagram sockets, both held open by this process: what
 * goes into one end comes out of the other, whole or not at all, and each datagram is received
 * once, whoever asks first.
 *
 * <p>Mutual connection matters: a one-way connected socket holds only {@code
 * net.unix.max_dgram_qlen} = 10 datagrams. Confined to one thread.
 */
public final class DatagramPair implements AutoCloseable {

  /** The largest datagram, bytes; well below the default send buffer of 212,992 bytes. */
  public static final int MAX_DATAGRAM = 131_072;

  private static final int AF_UNIX = 1;
  private static final int SOCK_DGRAM = 2;
  private static final int SOCK_CLOEXEC = 02000000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_NOSIGNAL = 0x4000;

  private final Scratch scratch;
  private final int sender;
  private final int receiver;

  private DatagramPair(Scratch scratch, int sender, int receiver) {
    this.scratch = scratch;
    this.sender = sender;
    this.receiver = receiver;
  }

  /** Memory for the calls of all pairs of one thread. */
  public static final class Scratch implements AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment state = Libc.newState(arena);
    private final MemorySegment bytes = arena.allocate(MAX_DATAGRAM, 8);

    @Override
    public void close() {
      arena.close();
    }
  }

  /**
   * Opens a pair.
   *
   * @throws IOException if the system refuses, for example for want of file descriptors
   */
  public static DatagramPair open(Scratch scratch) throws IOException {
    MemorySegment pair = scratch.bytes;
    if (Libc.socketpair(scratch.state, AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, pair) != 0) {
      throw Libc.failure("cannot open a socket pair", Libc.errno(scratch.state));
    }
    return new DatagramPair(
        scratch, pair.get(ValueLayout.JAVA_INT, 0), pair.get(ValueLayout.JAVA_INT, 4));
  }

  /** The end to receive from, for handing to another process; stays open here as well. */
  public int receiver() {
    return receiver;
  }

  /**
   * Sends one datagram without waiting.
   *
   * @param length at most {@link #MAX_DATAGRAM}
   * @return false if there is no room now
   * @throws IOException if the other end is gone
   */
  public boolean send(byte[] datagram, int length) throws IOException {
    MemorySegment.copy(datagram, 0, scratch.bytes, ValueLayout.JAVA_BYTE, 0, length);
    while (true) {
      long sent =
          Libc.send(scratch.state, sender, scratch.bytes, length, MSG_DONTWAIT | MSG_NOSIGNAL);
      if (sent >= 0) {
        return true;
      }
      int errno = Libc.errno(scratch.state);
      if (errno == Libc.EAGAIN || errno == Libc.ENOBUFS) {
        return false;
      }
      if (errno != Libc.EINTR) {
        throw Libc.failure("cannot send to a worker's inbox", errno);
      }
    }
  }

  /**
   * Takes back the oldest datagram that nobody has received, without waiting.
   *
   * @param room where its beginning goes; the rest is dropped
   * @return how many bytes it filled, or -1 if there is none
   */
  public int takeBack(byte[] room) throws IOException {
    while (true) {
      long got = Libc.recv(scratch.state, receiver, scratch.bytes, room.length, MSG_DONTWAIT);
      if (got >= 0) {
        MemorySegment.copy(scratch.bytes, ValueLayout.JAVA_BYTE, 0, room, 0, (int) got);
        return (int) got;
      }
      int errno = Libc.errno(scratch.state);
      if (errno == Libc.EAGAIN) {
        return -1;
      }
      if (errno != Libc.EINTR) {
        throw Libc.failure("cannot take back from a worker's inbox", errno);
      }
    }
  }

  @Override
  public void close() {
    Libc.close(sender);
    Libc.close(receiver);
  }
}
