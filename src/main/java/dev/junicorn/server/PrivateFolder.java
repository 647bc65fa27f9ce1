package dev.junicorn.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    Files.walkFileTree(folder, new Removal());
  }

  /** Deletes a tree from which others may delete at the same time: a worker's files go with it. */
  private static final class Removal extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (failure instanceof NoSuchFileException) {
        return FileVisitResult.CONTINUE;
      }
      throw failure;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
        throws IOException {
      Files.deleteIfExists(folder);
      return super.postVisitDirectory(folder, failure);
    }
  }
}
