package dev.junicorn.posix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A temporary file without a name: nobody else finds it, and it is gone when its last descriptor is
 * closed, also after a crash. Other processes of the same user open it as {@link #path()}.
 *
 * <p>Not thread-safe; {@link #channel()} is.
 */
public final class UnlinkedFile implements AutoCloseable {

  private static final int O_RDWR = 2;
  private static final int O_CREAT = 0100;
  private static final int O_EXCL = 0200;
  private static final int O_CLOEXEC = 02000000;
  private static final int OWNER_ONLY = 0600;
  private static final AtomicLong NAMES = new AtomicLong();

  private final int descriptor;
  private final FileChannel channel;

  private UnlinkedFile(int descriptor, FileChannel channel) {
    this.descriptor = descriptor;
    this.channel = channel;
  }

  /**
   * Makes an empty file.
   *
   * @param folder where its blocks live; private to the server
   * @throws IOException if the system refuses, with its reason
   */
  public static UnlinkedFile create(Path folder) throws IOException {
    int descriptor = open(folder);
    try {
      FileChannel channel =
          FileChannel.open(
              Path.of("/proc/self/fd/" + descriptor),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      return new UnlinkedFile(descriptor, channel);
    } catch (IOException e) {
      Libc.close(descriptor);
      throw e;
    }
  }

  /** Where another process of this user can open the file while this object is open. */
  public String path() {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor;
  }

  /** The file's content, for reading and writing. */
  public FileChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    Libc.close(descriptor);
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("closing a temporary file", e);
    }
  }

  private static int open(Path folder) throws IOException {
    Path name = folder.resolve("spool-" + NAMES.incrementAndGet());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = Libc.newState(arena);
      int flags = O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC;
      int descriptor = Libc.open(state, arena.allocateFrom(name.toString()), flags, OWNER_ONLY);
      if (descriptor < 0) {
        throw Libc.failure("cannot make a temporary file in " + folder, Libc.errno(state));
      }
      try {
        Files.delete(name);
        return descriptor;
      } catch (IOException e) {
        Libc.close(descriptor);
        throw e;
      }
    }
  }
}
