package dev.junicorn.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * The file named with {@code --pid}: the server's process id. Removed at the end, unless another
 * server has put its own there.
 */
final class PidFile {

  private final Optional<Path> path;
  private final long pid;

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
      takeOver();
    }
  }

  /** Writes the file whatever it names: the server before this one has handed over. */
  void takeOver() throws IOException {
    if (path.isEmpty()) {
      return;
    }
    Path file = path.get();
    try {
      // At no time is there half a number.
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, pid + "\n");
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new IOException(
          "Cannot write the pid file %s (--pid): %s. Name a file in a folder that this user may write to."
              .formatted(file, reason(e)),
          e);
    }
  }

  /** The exception's own message is often no more than the path. */
  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "its folder does not exist";
      case AccessDeniedException _ -> "permission denied";
      case FileSystemException other when other.getReason() != null -> other.getReason();
      default -> String.valueOf(e.getMessage());
    };
  }

  void remove() throws IOException {
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
