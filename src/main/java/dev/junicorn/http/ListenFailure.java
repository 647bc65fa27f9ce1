package dev.junicorn.http;

import dev.junicorn.event.Reason;
import java.net.InetSocketAddress;
import java.util.Locale;

/** Why a socket cannot be opened, and what to do. */
final class ListenFailure {

  private static final int NO_FOLDER = 2;
  private static final int NOT_PERMITTED = 13;
  private static final int NOT_A_FOLDER = 20;
  private static final int INVALID = 22;
  private static final int READ_ONLY = 30;
  private static final int NO_SUCH_FAMILY = 97;
  private static final int IN_USE = 98;
  private static final int NOT_OURS = 99;

  private ListenFailure() {}

  static boolean isInUse(Throwable cause) {
    return IoFaults.errno(cause) == IN_USE;
  }

  static String explain(ListenAddress address, Throwable cause) {
    return switch (IoFaults.errno(cause)) {
      case IN_USE -> inUse(address);
      case NOT_OURS ->
          "this machine has no such address. ip addr shows those it has; 0.0.0.0 means all of them.";
      case NOT_PERMITTED -> notPermitted(address, cause);
      case NO_FOLDER -> "its folder does not exist. Make it, or choose another path.";
      case NOT_A_FOLDER -> "a part of its path is a file, not a folder. Choose another path.";
      case READ_ONLY ->
          "its file system is mounted read-only. Choose a path on another one (/run, /tmp).";
      case NO_SUCH_FAMILY ->
          "this machine has no IPv6. Choose an IPv4 address, such as 127.0.0.1 or 0.0.0.0.";
      case INVALID -> invalid(address, cause);
      default -> inItsWords(cause);
    };
  }

  /** Why an address is in use that this very server has opened. */
  static String explainOurOwn(InetSocketAddress ours) {
    return "this server listens there already: %s includes it. Leave one of the two out."
        .formatted(new ListenAddress.Tcp(ours.getAddress().getHostAddress(), ours.getPort(), 0));
  }

  private static String invalid(ListenAddress address, Throwable cause) {
    return address instanceof ListenAddress.Tcp(String host, int port, int _)
            && host.toLowerCase(Locale.ROOT).startsWith("fe80:")
            && host.indexOf('%') < 0
        ? "a link-local address is one of an interface: name that as well, as in [%s%%eth0]:%d."
            .formatted(host, port)
        : inItsWords(cause);
  }

  /** The system's, without the name of the call. */
  private static String inItsWords(Throwable cause) {
    return Reason.of(cause);
  }

  private static String inUse(ListenAddress address) {
    return switch (address) {
      case ListenAddress.Tcp _ ->
          "the address is in use. Stop the server that has it (ss -ltnp shows it), or choose another port.";
      case ListenAddress.Unix _ ->
          "the path is in use. Stop the server that has it (ss -lxp shows it), or choose another.";
      case ListenAddress.Inherited _ ->
          "the address of this socket is in use. Stop the server that has it (ss -ltnp shows it), or have the socket bound to another one.";
    };
  }

  private static String notPermitted(ListenAddress address, Throwable cause) {
    return switch (address) {
      case ListenAddress.Tcp _ ->
          "permission denied. Ports below 1024 need root or the capability CAP_NET_BIND_SERVICE; choose a higher one.";
      case ListenAddress.Unix _ ->
          "permission denied. The server's user must be able to write the folder.";
      case ListenAddress.Inherited _ -> inItsWords(cause);
    };
  }
}
