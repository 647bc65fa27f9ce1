package dev.junicorn.channel;

import dev.junicorn.event.Reason;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A worker's memory-mapped notes on what each slot runs ({@code PROTOCOL.md}, Scoreboard). Written
 * by the bridge, read here when the server needs to know; one word of each line the other way.
 */
public final class Scoreboard {

  private static final int LINE_BYTES = 64;
  private static final int START = 8;
  private static final int NATIVE_THREAD = 16;
  private static final int THREAD = 24;
  private static final int LEFT = 32;
  private static final int LAST_STARTED = 40;
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final MappedByteBuffer lines;
  private final int slots;

  private Scoreboard(Path path, MappedByteBuffer lines, int slots) {
    this.path = path;
    this.lines = lines;
    this.slots = slots;
  }

  /** Makes the file, all idle. */
  public static Scoreboard create(Path path, int slots) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      fill(file, path, slots * LINE_BYTES);
      return new Scoreboard(
          path, file.map(FileChannel.MapMode.READ_WRITE, 0, (long) slots * LINE_BYTES), slots);
    }
  }

  /**
   * Written, not only made longer: where the disk is full this fails and says so. A hole in the
   * file would kill the worker that fills it (SIGBUS).
   */
  private static void fill(FileChannel file, Path path, int bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate(bytes);
    try {
      while (zeros.hasRemaining()) {
        file.write(zeros);
      }
    } catch (IOException e) {
      Files.delete(path);
      throw new FileSystemException(path.toString(), null, Reason.ofFile(e));
    }
  }

  public Path path() {
    return path;
  }

  /** Bytes of the lines; what {@code faulthandler} writes comes behind them. */
  public long bytes() {
    return (long) slots * LINE_BYTES;
  }

  int slots() {
    return slots;
  }

  /** The request that the slot's app call runs, 0 while idle. */
  int requestOf(int slot) {
    return (int) (long) LONGS.getAcquire(lines, slot * LINE_BYTES);
  }

  /**
   * When the app was called with the request that {@link #requestOf} has just given, as {@link
   * System#nanoTime()} counts on Linux: both are CLOCK_MONOTONIC.
   */
  long startOf(int slot) {
    return (long) LONGS.getAcquire(lines, slot * LINE_BYTES + START);
  }

  /** The last request that the slot's app was called with, whether it runs or not; 0 for none. */
  int lastStartedOf(int slot) {
    return (int) (long) LONGS.getAcquire(lines, slot * LINE_BYTES + LAST_STARTED);
  }

  /** The kernel's number of the slot's thread, 0 before it has begun. */
  long nativeThreadOf(int slot) {
    return (long) LONGS.getAcquire(lines, slot * LINE_BYTES + NATIVE_THREAD);
  }

  /** Python's number of the slot's thread, {@code threading.get_ident()}. */
  long threadOf(int slot) {
    return (long) LONGS.getAcquire(lines, slot * LINE_BYTES + THREAD);
  }

  /** Tells the slot whose client has left: a request, or 0 for nobody's. */
  void setLeft(int slot, int requestId) {
    LONGS.setRelease(lines, slot * LINE_BYTES + LEFT, (long) requestId);
  }
}
