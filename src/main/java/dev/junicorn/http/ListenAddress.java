package dev.junicorn.http;

import java.nio.file.Path;
import java.util.Optional;

/** Where to listen. */
public sealed interface ListenAddress {

  /**
   * A TCP port.
   *
   * @param host a name or an address; empty for all of IPv4
   * @param port 0 for any free one
   * @param backlog connections the kernel holds until they are accepted
   */
  record Tcp(String host, int port, int backlog) implements ListenAddress {
    @Override
    public String toString() {
      return "http://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }

  /** A Unix socket; a stale one is replaced, and the file is removed at the end. */
  record Unix(Path path, int backlog) implements ListenAddress {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * A socket that another process opened: systemd, or the server before this one. It may have been
   * bound only.
   *
   * @param file the file of a Unix socket that is handed over: ours to remove at the end once
   *     {@link HttpFrontEnd#takeFiles} was called
   * @param backlog connections the kernel holds until they are accepted
   */
  record Inherited(int fd, Optional<Path> file, int backlog) implements ListenAddress {

    /** A socket that stays its opener's. */
    public Inherited(int fd, int backlog) {
      this(fd, Optional.empty(), backlog);
    }

    @Override
    public String toString() {
      return "fd://" + fd;
    }
  }
}
