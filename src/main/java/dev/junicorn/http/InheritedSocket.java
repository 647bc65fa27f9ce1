package dev.junicorn.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What can be known about a descriptor that another process opened. */
final class InheritedSocket {

  private static final int INODE_COLUMN = 6;

  private InheritedSocket() {}

  /**
   * Whether the descriptor is a Unix socket rather than a TCP one.
   *
   * @throws IOException if it is no socket at all
   */
  static boolean isUnix(int fd) throws IOException {
    Path link = Path.of("/proc/self/fd/" + fd);
    if (!Files.isSymbolicLink(link)) {
      throw new IOException("descriptor " + fd + " is not open");
    }
    String target = Files.readSymbolicLink(link).toString();
    if (!target.startsWith("socket:[")) {
      throw new IOException("descriptor " + fd + " is not a socket but " + target);
    }
    String inode = target.substring(8, target.length() - 1);
    List<String> sockets = Files.readAllLines(Path.of("/proc/net/unix"));
    return sockets.stream().anyMatch(line -> hasInode(line, inode));
  }

  private static boolean hasInode(String line, String inode) {
    List<String> columns = List.of(line.strip().split("\\s+", -1));
    return columns.size() > INODE_COLUMN && columns.get(INODE_COLUMN).equals(inode);
  }
}
