package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Memory that another process maps as well (memfd_create(2)). It takes pages as they are first
 * written to, and none from any disk. Confined to the thread that makes it.
 */
public final class SharedMemory implements AutoCloseable {

  private static final int MFD_CLOEXEC = 1;

  /** Kernels before 6.3 do not know it; later ones may be told to insist on it. */
  private static final int MFD_NOEXEC_SEAL = 8;

  private final Arena arena;
  private final MemorySegment bytes;
  private final Descriptor descriptor;

  private SharedMemory(Arena arena, MemorySegment bytes, Descriptor descriptor) {
    this.arena = arena;
    this.bytes = bytes;
    this.descriptor = descriptor;
  }

  /**
   * Makes memory of that many bytes, all zero.
   *
   * @param name for those who read {@code /proc/PID/maps}
   * @throws IOException if the system refuses
   */
  @SuppressWarnings("MustBeClosedChecker") // the memory's life is that of what is returned
  public static SharedMemory create(String name, long size) throws IOException {
    Descriptor descriptor = descriptor(name);
    Arena arena = Arena.ofConfined();
    try (FileChannel file =
        FileChannel.open(
            Path.of("/proc/self/fd/" + descriptor.number()),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      MemorySegment bytes = file.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
      return new SharedMemory(arena, bytes, descriptor);
    } catch (IOException e) {
      arena.close();
      descriptor.close();
      throw e;
    }
  }

  private static Descriptor descriptor(String name) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      MemorySegment label = arena.allocateFrom(name);
      int descriptor = Libc.memfdCreate(state, label, MFD_CLOEXEC | MFD_NOEXEC_SEAL);
      if (descriptor < 0 && Libc.errno(state) == Libc.EINVAL) {
        descriptor = Libc.memfdCreate(state, label, MFD_CLOEXEC);
      }
      if (descriptor < 0) {
        throw Libc.failure(
            "cannot make memory for two processes (memfd_create)", Libc.errno(state));
      }
      return new Descriptor(descriptor);
    }
  }

  /** For handing to another process; not needed here after that. */
  public Descriptor descriptor() {
    return descriptor;
  }

  /**
   * Copies the first bytes of an array there.
   *
   * @throws IndexOutOfBoundsException where they do not fit behind the offset
   */
  public void put(int offset, byte[] from, int length) {
    MemorySegment.copy(from, 0, bytes, ValueLayout.JAVA_BYTE, offset, length);
  }

  @Override
  public void close() {
    arena.close();
    descriptor.close();
  }
}
