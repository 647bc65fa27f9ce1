package dev.junicorn.server;

import dev.junicorn.event.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The file named with {@code --pid}: the server's process id. Removed at the end, unless another
 * server has put its own there.
 *
 * <p>Used by one thread at a time.
 */
final class PidFile {

  private final Optional<Path> path;
  private final long pid;

  /** Whether there is a file beside it that is to take its place. */
  private volatile boolean prepared;

  private PidFile(Optional<Path> path, long pid) {
    this.path = path;
    this.pid = pid;
  }

  /**
   * The file, not written yet.
   *
   * @param path empty for none
   */
  static PidFile of(Optional<Path> path, long pid) {
    return new PidFile(path, pid);
  }

  /**
   * Writes the file where no other server has one.
   *
   * @throws IOException if it names a process that runs, or cannot be written
   */
  void claim() throws IOException {
    if (path.isPresent()) {
      refuseIfRunning(path.get());
      prepare();
      takeOver();
    }
  }

  /**
   * Looks whether {@link #claim} could write the file, beside a server that may have it; makes
   * none.
   *
   * @throws IOException if it could not
   */
  void tryOut() throws IOException {
    if (path.isPresent()) {
      Path folder = path.get().resolveSibling("");
      if (!Files.isDirectory(folder)) {
        throw cannotWrite(path.get(), new NoSuchFileException(folder.toString()));
      }
      if (!Files.isWritable(folder)) {
        throw cannotWrite(path.get(), new AccessDeniedException(folder.toString()));
      }
    }
  }

  /** Writes the number beside the file, which stays another server's until {@link #takeOver}. */
  void prepare() throws IOException {
    if (path.isPresent()) {
      try {
        Files.writeString(fresh(path.get()), pid + "\n");
        prepared = true;
      } catch (IOException e) {
        throw cannotWrite(path.get(), e);
      }
    }
  }

  /**
   * Puts what was prepared in the place of the file, whatever that names: the server before this
   * one has handed over. At no time is there no file, or half a number.
   */
  void takeOver() throws IOException {
    if (path.isPresent() && prepared) {
      try {
        Files.move(fresh(path.get()), path.get(), StandardCopyOption.ATOMIC_MOVE);
        prepared = false;
      } catch (IOException e) {
        throw cannotWrite(path.get(), e);
      }
    }
  }

  private static Path fresh(Path file) {
    return file.resolveSibling(file.getFileName() + ".new");
  }

  private static IOException cannotWrite(Path file, IOException cause) {
    return new IOException(
        "Cannot write the pid file %s (--pid): %s. Name a file in a folder that this user may write to."
            .formatted(file, reason(cause)),
        cause);
  }

  /** The exception's own message is often no more than the path. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "its folder does not exist";
      default -> Reason.ofFile(e);
    };
  }

  void remove() throws IOException {
    if (path.isPresent() && prepared) {
      Files.deleteIfExists(fresh(path.get()));
    }
    if (path.isPresent() && Files.isReadable(path.get()) && named(path.get()) == pid) {
      Files.deleteIfExists(path.get());
    }
  }

  private void refuseIfRunning(Path file) throws IOException {
    if (!Files.isReadable(file)) {
      return;
    }
    long named = named(file);
    if (named > 0 && named != pid && ProcessHandle.of(named).isPresent()) {
      throw new IOException(
          "The pid file "
              + file
              + " (--pid) names process "
              + named
              + ", which is running. Stop it, or name another file.");
    }
  }

  /** 0 where there is no process id in it. */
  private static long named(Path file) throws IOException {
    // Whatever it is, it can be read so; what is no number names nobody.
    String text = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
    return text.matches("[0-9]{1,9}") ? Long.parseLong(text) : 0;
  }
}
