package dev.junicorn.channel;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A worker's memory-mapped notes on what each slot runs ({@code PROTOCOL.md}, Scoreboard). Written
 * by the bridge, read here when the server needs to know.
 */
public final class Scoreboard {

  private static final int LINE_BYTES = 64;
  private static final VarHandle LONGS =
      MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Path path;
  private final MappedByteBuffer lines;

  private Scoreboard(Path path, MappedByteBuffer lines) {
    this.path = path;
    this.lines = lines;
  }

  /** Makes the file, all idle. */
  public static Scoreboard create(Path path, int slots) throws IOException {
    try (FileChannel file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      return new Scoreboard(
          path, file.map(FileChannel.MapMode.READ_WRITE, 0, (long) slots * LINE_BYTES));
    }
  }

  public Path path() {
    return path;
  }

  /** The request that the slot's app call runs, 0 while idle. */
  int requestOf(int slot) {
    return (int) (long) LONGS.getAcquire(lines, slot * LINE_BYTES);
  }
}
