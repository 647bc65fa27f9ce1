package dev.junicorn.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The file named with {@code --pid}: the server's process id, removed at the end. */
final class PidFile {

  private final Optional<Path> path;

  private PidFile(Optional<Path> path) {
    this.path = path;
  }

  /**
   * Writes the file, if one is wanted.
   *
   * @throws IOException if it names a server that is still running, or cannot be written
   */
  static PidFile write(Optional<Path> path, long pid) throws IOException {
    if (path.isPresent()) {
      Path file = path.get();
      refuseIfRunning(file, pid);
      try {
        Files.writeString(file, pid + "\n");
      } catch (IOException e) {
        throw new IOException("Cannot write the pid file " + file + " (--pid): " + e, e);
      }
    }
    return new PidFile(path);
  }

  void remove() throws IOException {
    if (path.isPresent()) {
      Files.deleteIfExists(path.get());
    }
  }

  private static void refuseIfRunning(Path file, long pid) throws IOException {
    if (!Files.isReadable(file)) {
      return;
    }
    String text = Files.readString(file).strip();
    if (text.matches("[0-9]{1,9}")
        && Long.parseLong(text) != pid
        && ProcessHandle.of(Long.parseLong(text)).isPresent()) {
      throw new IOException(
          "The pid file "
              + file
              + " (--pid) names process "
              + text
              + ", which is running. Stop it, or name another file.");
    }
  }
}
