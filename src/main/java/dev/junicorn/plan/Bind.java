package dev.junicorn.plan;

import java.nio.file.Path;

/** Where to listen; gunicorn's {@code bind} setting. */
public sealed interface Bind {

  /** gunicorn's port where an address names none. */
  int DEFAULT_PORT = 8000;

  int LARGEST_PORT = 65535;

  /**
   * Reads an address as gunicorn writes it.
   *
   * @throws IllegalArgumentException with a sentence that says what is wrong and what to write
   */
  static Bind parse(String address) {
    return BindSyntax.parse(address.strip());
  }

  /**
   * {@code HOST:PORT}, {@code :PORT}, {@code [::1]:PORT}. The host is empty for every IPv4 address;
   * port 0 lets the system choose.
   */
  record Tcp(String host, int port) implements Bind {
    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** {@code unix:PATH}. */
  record Unix(Path path) implements Bind {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /** {@code fd://N}: a listening socket inherited from whoever started the server. */
  record Inherited(int descriptor) implements Bind {
    @Override
    public String toString() {
      return "fd://" + descriptor;
    }
  }
}
