package dev.junicorn.posix;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/** The terminal that standard output may be. */
public final class Terminal {

  private static final int STANDARD_OUTPUT = 1;
  private static final long TIOCGWINSZ = 0x5413;

  /** struct winsize: rows, columns, and two that are not used (ioctl_tty(2)). */
  private static final int FIELDS = 4;

  private Terminal() {}

  /** Its width in characters; empty where standard output is a file or a pipe. */
  public static OptionalInt columns() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(JAVA_SHORT, FIELDS);
      int code = Libc.ioctl(Libc.newState(arena), STANDARD_OUTPUT, TIOCGWINSZ, size);
      int columns = Short.toUnsignedInt(size.getAtIndex(JAVA_SHORT, 1));
      return code == 0 && columns > 0 ? OptionalInt.of(columns) : OptionalInt.empty();
    }
  }
}
