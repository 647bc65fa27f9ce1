package dev.junicorn.http;

import io.netty.channel.unix.Errors;

/** Why a socket cannot be opened, and what to do. */
final class ListenFailure {

  private static final int NOT_PERMITTED = 13;
  private static final int IN_USE = 98;
  private static final int NOT_OURS = 99;

  private ListenFailure() {}

  static String explain(ListenAddress address, Throwable cause) {
    int errno = cause instanceof Errors.NativeIoException error ? Math.abs(error.expectedErr()) : 0;
    return switch (errno) {
      case IN_USE ->
          "the address is in use. Stop the server that has it (ss -ltnp shows it), or choose another one.";
      case NOT_OURS ->
          "this machine has no such address. ip addr shows those it has; 0.0.0.0 means all of them.";
      case NOT_PERMITTED -> notPermitted(address);
      default -> String.valueOf(cause.getMessage());
    };
  }

  private static String notPermitted(ListenAddress address) {
    return address instanceof ListenAddress.Tcp
        ? "permission denied. Ports below 1024 need root or the capability CAP_NET_BIND_SERVICE; choose a higher one."
        : "permission denied. The server's user must be able to write the folder.";
  }
}
