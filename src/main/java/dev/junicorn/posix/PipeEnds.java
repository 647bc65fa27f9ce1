package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The two ends of a pipe as the system gives them: calls on either block. */
record PipeEnds(Descriptor reader, Descriptor writer) {

  /**
   * Opens a pipe.
   *
   * @param failure what cannot be done, for the message
   * @param modes flags of pipe2(2); one that this system does not know gives way to the next
   */
  static PipeEnds open(String failure, int... modes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      MemorySegment ends = arena.allocate(8, 4);
      int errno = Libc.EINVAL;
      for (int i = 0; i < modes.length && errno == Libc.EINVAL; i++) {
        int failed = Libc.pipe2(state, ends, modes[i] | Libc.O_CLOEXEC);
        errno = failed == 0 ? 0 : Libc.errno(state);
      }
      if (errno == Libc.EINVAL) {
        throw new IOException(failure + ": this kernel has none");
      }
      if (errno != 0) {
        throw Libc.failure(failure, errno);
      }
      return new PipeEnds(
          new Descriptor(ends.get(ValueLayout.JAVA_INT, 0)),
          new Descriptor(ends.get(ValueLayout.JAVA_INT, 4)));
    }
  }

  void close() {
    reader.close();
    writer.close();
  }
}
