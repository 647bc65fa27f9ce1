package dev.junicorn.http;

import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What can be known about a descriptor that another process opened. */
final class InheritedSocket {

  private static final int SOL_SOCKET = 1;
  private static final int SO_TYPE = 3;
  private static final int SO_DOMAIN = 39;
  private static final int AF_UNIX = 1;
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
    // Not by /proc/net/unix: that lists the sockets of this process's network, which systemd may
    // have made another than that of its own (PrivateNetwork=), or hide (ProcSubset=pid).
    return new Socket(fd).getIntOpt(SOL_SOCKET, SO_DOMAIN) == AF_UNIX;
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
}
