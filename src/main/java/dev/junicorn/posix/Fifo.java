package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/** Named pipes. */
public final class Fifo {

  private static final int OWNER_ONLY = 0600;
  private static final int FILE_TYPE = 0170000;
  private static final int TYPE_FIFO = 0010000;

  private Fifo() {}

  /** Whether the path names one, or a link to one. */
  public static boolean is(Path path) throws IOException {
    return Files.exists(path)
        && ((int) Files.getAttribute(path, "unix:mode") & FILE_TYPE) == TYPE_FIFO;
  }

  /** Makes a FIFO that only this user can open. */
  public static void create(Path path) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      if (Libc.mkfifo(state, arena.allocateFrom(path.toString()), OWNER_ONLY) != 0) {
        throw Libc.failure("cannot make the FIFO " + path, Libc.errno(state));
      }
    }
  }
}
