package dev.junicorn.http;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What can be known about a descriptor that another process opened. */
final class InheritedSocket {

  private static final int INODE_COLUMN = 6;
  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SOCK_STREAM = 1;

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

  /**
   * Has the kernel take connections, which whoever opened the socket may have left to us.
   *
   * @throws IOException if connections cannot come there
   */
  static void listen(int fd, int backlog) throws IOException {
    Socket socket = new Socket(fd);
    if (socket.getIntOpt(SOL_SOCKET, SO_TYPE) != SOCK_STREAM) {
      throw new IOException(
          "descriptor "
              + fd
              + " is a socket for datagrams, and HTTP needs one for streams (SOCK_STREAM; ListenStream= of systemd)");
    }
    socket.listen(backlog);
  }

  private static boolean hasInode(String line, String inode) {
    List<String> columns = List.of(line.strip().split("\\s+", -1));
    return columns.size() > INODE_COLUMN && columns.get(INODE_COLUMN).equals(inode);
  }
}
