package dev.junicorn.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The server's own folder for sockets, scoreboards and spool files, open to this user only. Removed
 * at the end; what a killed server left behind is removed by the next one.
 */
final class PrivateFolder implements AutoCloseable {

  private static final String PREFIX = "junicorn-";

  /**
   * Linux allows 107 bytes for a Unix socket's path; this leaves room for the file names inside.
   */
  private static final int LONGEST_PATH = 80;

  private final Path path;

  private PrivateFolder(Path path) {
    this.path = path;
  }

  /**
   * Makes the folder.
   *
   * @param parents where to try, in this order
   */
  static PrivateFolder create(List<Path> parents, long pid) throws IOException {
    IOException first = null;
    for (Path parent : parents) {
      if (parent.toString().length() > LONGEST_PATH) {
        continue;
      }
      try {
        removeLeftovers(parent);
        return new PrivateFolder(
            Files.createTempDirectory(
                parent,
                PREFIX + pid + "-",
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------"))));
      } catch (IOException e) {
        first = first == null ? e : first;
      }
    }
    throw first == null
        ? new IOException("the path of every folder for temporary files is too long")
        : first;
  }

  Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    remove(path);
  }

  private static void removeLeftovers(Path parent) throws IOException {
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*-*")) {
      for (Path folder : folders) {
        if (isLeftover(folder)) {
          remove(folder);
        }
      }
    }
  }

  /** Ours by owner and form, and its process is gone. */
  private static boolean isLeftover(Path folder) throws IOException {
    String pid = folder.getFileName().toString().substring(PREFIX.length()).split("-", -1)[0];
    return pid.matches("[0-9]{1,9}")
        && Files.isDirectory(folder, java.nio.file.LinkOption.NOFOLLOW_LINKS)
        && Files.isWritable(folder)
        && ProcessHandle.of(Long.parseLong(pid)).isEmpty();
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> content = Files.walk(folder)) {
      content.sorted(Comparator.reverseOrder()).forEach(PrivateFolder::delete);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static void delete(Path entry) {
    try {
      Files.deleteIfExists(entry);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
