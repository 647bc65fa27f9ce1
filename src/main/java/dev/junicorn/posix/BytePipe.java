package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A pipe from another process to this one.
 *
 * @param reader this process's end, whose calls do not block
 * @param writer the other's, for handing over, whose calls do; the reader finds the end of the pipe
 *     only where it is closed here, too
 */
public record BytePipe(Descriptor reader, Descriptor writer) {

  /**
   * Opens a pipe of the kernel's usual size, 16 pages.
   *
   * @throws IOException if the system refuses, for example for want of file descriptors
   */
  public static BytePipe open() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      MemorySegment ends = arena.allocate(8, 4);
      if (Libc.pipe2(state, ends, Libc.O_CLOEXEC) != 0) {
        throw Libc.failure("cannot open a pipe", Libc.errno(state));
      }
      BytePipe pipe =
          new BytePipe(
              new Descriptor(ends.get(ValueLayout.JAVA_INT, 0)),
              new Descriptor(ends.get(ValueLayout.JAVA_INT, 4)));
      try {
        Descriptors.makeNonBlocking(pipe.reader.number());
        return pipe;
      } catch (IOException e) {
        pipe.reader.close();
        pipe.writer.close();
        throw e;
      }
    }
  }
}
