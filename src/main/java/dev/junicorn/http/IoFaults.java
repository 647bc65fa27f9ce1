package dev.junicorn.http;

import dev.junicorn.event.Reason;
import io.netty.channel.FileRegion;
import io.netty.channel.unix.Errors.NativeIoException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an error of a connection is, and whose doing. */
final class IoFaults {

  private static final int EPIPE = 32;
  private static final int EPROTO = 71;

  /** The first and the last of Linux's numbers for what befalls connections. */
  private static final int ENETDOWN = 100;

  private static final int EHOSTUNREACH = 113;

  private IoFaults() {}

  /**
   * Whether the client or the way to it has ended the connection, which is in the course of things.
   */
  static boolean isOfClient(@Nullable Throwable cause) {
    int errno = errno(cause);
    return errno == EPIPE
        || errno == EPROTO
        || (errno >= ENETDOWN && errno <= EHOSTUNREACH)
        || cause instanceof ClosedChannelException;
  }

  /** The system's number of the error; 0 where it is none of the system's. */
  static int errno(@Nullable Throwable cause) {
    return cause instanceof NativeIoException error ? Math.abs(error.expectedErr()) : 0;
  }

  /**
   * Why a file was not sent whole.
   *
   * @return empty if that is the client's doing
   */
  static Optional<String> ofFile(FileRegion cut, @Nullable Throwable cause) {
    if (!(cause instanceof IOException) || isOfClient(cause)) {
      return Optional.empty();
    }
    String what =
        cause instanceof NativeIoException system
            ? "could not be read to its end (" + Reason.of(system) + ")"
            : "became shorter while it was sent";
    return Optional.of(
        "%s: %d of %d bytes were sent".formatted(what, cut.transferred(), cut.count()));
  }
}
