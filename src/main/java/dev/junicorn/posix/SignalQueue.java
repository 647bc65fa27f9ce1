package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * Signals taken one after the other with {@code sigwaitinfo(2)}, instead of by handlers. It works
 * for every signal, those of the JVM too, but only where all threads block them: the mask must have
 * been set before the JVM was started, and the JVM told to leave it alone ({@code -Xrs}).
 */
public final class SignalQueue {

  /** {@code siginfo_t} on 64-bit Linux: 128 bytes, the sender behind three ints and a gap. */
  private static final int INFO_BYTES = 128;

  private static final int SENDER_PID = 16;
  private static final int SET_BYTES = 128;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment state = Libc.newState(arena);
  private final MemorySegment set = arena.allocate(SET_BYTES, 8);
  private final MemorySegment info = arena.allocate(INFO_BYTES, 8);

  /**
   * A signal that came.
   *
   * @param number as the system counts, 15 for TERM
   * @param sender the process that sent it; 0 for the kernel, a terminal, or a process that is not
   *     in sight
   */
  public record Received(int number, int sender) {}

  /**
   * Prepares to wait.
   *
   * @param numbers the signals, 1 to 64
   */
  public SignalQueue(Collection<Integer> numbers) {
    set.set(ValueLayout.JAVA_LONG, 0, mask(numbers));
  }

  /** Whether the calling thread blocks all of them, as those that it starts will. */
  public static boolean areBlocked(Collection<Integer> numbers) throws IOException {
    long wanted = mask(numbers);
    return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
        .filter(line -> line.startsWith("SigBlk:"))
        .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
        .anyMatch(blocked -> (blocked & wanted) == wanted);
  }

  /** Waits for the next one; never returns without. Confined to one thread. */
  public Received next() throws IOException {
    while (true) {
      int number = Libc.sigwaitinfo(state, set, info);
      if (number > 0) {
        return new Received(number, info.get(ValueLayout.JAVA_INT, SENDER_PID));
      }
      int errno = Libc.errno(state);
      if (errno != Libc.EINTR) {
        throw Libc.failure("cannot wait for signals", errno);
      }
    }
  }

  private static long mask(Collection<Integer> numbers) {
    return numbers.stream().mapToLong(number -> 1L << (number - 1)).reduce(0, (a, b) -> a | b);
  }
}
