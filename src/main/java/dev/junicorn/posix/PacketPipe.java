package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A pipe in packet mode (pipe(2), {@code O_DIRECT}): what is written at once is read at once, whole
 * or not at all, and each packet is read once, whoever asks first. Another process reads it, and
 * this one can take back what that has not read yet.
 *
 * <p>The reader's end is handed over and blocks; the writer and the second reader, which are this
 * process's, do not. Confined to one thread.
 */
public final class PacketPipe implements AutoCloseable {

  /** The largest packet, bytes: PIPE_BUF. Larger ones would be cut into several. */
  public static final int MAX_PACKET = 4096;

  // fcntl.h of the architecture; each refuses the other's value, which there is O_DIRECTORY.
  private static final int O_DIRECT = 040000;
  private static final int O_DIRECT_ARM = 0200000;

  private final Scratch scratch;
  private final Descriptor reader;
  private final Descriptor secondReader;
  private final Descriptor writer;
  private boolean ended;

  private PacketPipe(
      Scratch scratch, Descriptor reader, Descriptor secondReader, Descriptor writer) {
    this.scratch = scratch;
    this.reader = reader;
    this.secondReader = secondReader;
    this.writer = writer;
  }

  /** Memory for the calls of all pipes of one thread. */
  public static final class Scratch {
    private final Arena arena = Arena.ofAuto(); // the last slots end after their port has closed
    private final MemorySegment state = Libc.newState(arena);
    private final MemorySegment bytes = arena.allocate(MAX_PACKET, 8);
  }

  /**
   * Opens a pipe.
   *
   * @throws IOException if the system refuses, for example for want of file descriptors
   */
  public static PacketPipe open(Scratch scratch) throws IOException {
    PipeEnds ends =
        PipeEnds.open(
            "cannot open a pipe in packet mode (pipe2, O_DIRECT)", O_DIRECT, O_DIRECT_ARM);
    try {
      Descriptors.makeNonBlocking(ends.writer().number());
      return new PacketPipe(scratch, ends.reader(), openAgain(ends.reader()), ends.writer());
    } catch (IOException e) {
      ends.close();
      throw e;
    }
  }

  /** An open file of its own: whether calls block is the file's, not the descriptor's. */
  private static Descriptor openAgain(Descriptor reader) throws IOException {
    return Descriptor.open(
        "/proc/self/fd/" + reader.number(),
        Libc.O_RDONLY | Libc.O_NONBLOCK,
        0,
        "cannot open a pipe a second time");
  }

  /** The end to read from, for handing to another process; not needed here after that. */
  public Descriptor reader() {
    return reader;
  }

  /**
   * Writes one packet without waiting.
   *
   * @param length 1 to {@link #MAX_PACKET}
   * @return false if there is no room now
   * @throws IOException if the pipe has been ended
   */
  public boolean write(byte[] packet, int length) throws IOException {
    if (ended) {
      throw new IOException("the pipe has been ended");
    }
    MemorySegment.copy(packet, 0, scratch.bytes, ValueLayout.JAVA_BYTE, 0, length);
    while (Libc.write(scratch.state, writer.number(), scratch.bytes, length) < 0) {
      int errno = Libc.errno(scratch.state);
      if (errno == Libc.EAGAIN) {
        return false;
      }
      if (errno != Libc.EINTR) {
        throw Libc.failure("cannot write to a pipe", errno);
      }
    }
    return true;
  }

  /**
   * Takes back the oldest packet that nobody has read, without waiting.
   *
   * @param room where its beginning goes; the rest is dropped
   * @return how many bytes it filled, or -1 if there is none
   */
  public int takeBack(byte[] room) throws IOException {
    while (true) {
      long got = Libc.read(scratch.state, secondReader.number(), scratch.bytes, room.length);
      if (got > 0) {
        MemorySegment.copy(scratch.bytes, ValueLayout.JAVA_BYTE, 0, room, 0, (int) got);
        return (int) got;
      }
      int errno = got == 0 ? Libc.EAGAIN : Libc.errno(scratch.state);
      if (errno == Libc.EAGAIN) {
        return -1;
      }
      if (errno != Libc.EINTR) {
        throw Libc.failure("cannot take back from a pipe", errno);
      }
    }
  }

  /** Nothing more will be written: the reader finds the end behind what it has not read yet. */
  public void end() {
    ended = true;
    writer.close();
  }

  @Override
  public void close() {
    end();
    reader.close();
    secondReader.close();
  }
}
