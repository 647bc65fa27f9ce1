package dev.junicorn.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** What the file of a Unix socket tells of the server that made it. */
final class SocketFile {

  private SocketFile() {}

  /**
   * Whether nobody listens there any more. Process ids would not tell: a server in another
   * container that shares the folder has its own.
   */
  static boolean isDead(Path path) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // Blocking, it would wait for ever where a stopped server's backlog is full.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return false;
    } catch (ConnectException e) {
      return true;
    } catch (IOException e) {
      return false; // it cannot be told: it is full, or gone meanwhile
    }
  }
}
