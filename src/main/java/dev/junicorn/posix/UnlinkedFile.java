package dev.junicorn.posix;

import java.io.IOException;
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

  private static final int OWNER_ONLY = 0600;
  private static final AtomicLong NAMES = new AtomicLong();

  private final Descriptor descriptor;
  private final FileChannel channel;

  private UnlinkedFile(Descriptor descriptor, FileChannel channel) {
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
    Descriptor descriptor = open(folder);
    try {
      FileChannel channel =
          FileChannel.open(
              Path.of("/proc/self/fd/" + descriptor.number()),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      return new UnlinkedFile(descriptor, channel);
    } catch (IOException e) {
      descriptor.close();
      throw e;
    }
  }

  /** Where another process of this user can open the file while this object is open. */
  public String path() {
    return "/proc/" + ProcessHandle.current().pid() + "/fd/" + descriptor.number();
  }

  /** The file's content, for reading and writing. */
  public FileChannel channel() {
    return channel;
  }

  @Override
  public void close() {
    descriptor.close();
    try {
      channel.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("closing a temporary file", e);
    }
  }

  private static Descriptor open(Path folder) throws IOException {
    Path name = folder.resolve("spool-" + NAMES.incrementAndGet());
    Descriptor descriptor =
        Descriptor.open(
            name.toString(),
            Libc.O_CREAT | Libc.O_EXCL | Libc.O_RDWR,
            OWNER_ONLY,
            "cannot make a temporary file in " + folder);
    try {
      Files.delete(name);
      return descriptor;
    } catch (IOException e) {
      descriptor.close();
      throw e;
    }
  }
}
