package dev.junicorn.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;

/**
 * The file of a listening Unix socket: made way for at the start, removed at the end if it is still
 * the same one.
 *
 * @param key the file's identity at this path: its inode
 */
record UnixSocketFile(Path path, Object key) {

  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;

  /** {@code sun_path} without the zero at its end. */
  private static final int LONGEST_PATH = 107;

  /** Remembers the file of a socket that was just bound. */
  static UnixSocketFile of(Path path) throws IOException {
    return new UnixSocketFile(path, keyOf(path));
  }

  /** The system's own words for it name neither the length nor the limit. */
  static void refuseLongPath(Path path) throws IOException {
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_PATH) {
      throw new IOException(
          "its path has %d bytes, and the system allows %d. Choose a shorter one."
              .formatted(length, LONGEST_PATH));
    }
  }

  /**
   * Removes a socket that nobody listens at any more.
   *
   * @throws IOException if a server answers there, or the file is no socket
   */
  static void replaceStale(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    int mode = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    if ((mode & TYPE) != SOCKET) {
      throw new IOException(
          "this file is not a socket. Remove it if nobody needs it, or choose another path.");
    }
    if (isAnswered(path)) {
      throw new IOException(
          "another server listens there. Stop it (ss -lxp shows it), or choose another path.");
    }
    Files.delete(path);
  }

  /**
   * Lets every user connect, as gunicorn does by default: the proxy in front is another one. Whom
   * that is too many may close the folder around it.
   */
  static void openToAll(Path path) throws IOException {
    Files.setPosixFilePermissions(path, EnumSet.allOf(PosixFilePermission.class));
  }

  /** Removes the file unless another server has taken its place. */
  void remove() throws IOException {
    if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && key.equals(keyOf(path))) {
      Files.delete(path);
    }
  }

  private static Object keyOf(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
  }

  private static boolean isAnswered(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // Blocking, it would wait for ever where a stopped server's backlog is full.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (SocketException e) {
      if (!Files.isWritable(path)) {
        throw e;
      }
      return true; // its backlog is full
    }
  }
}
