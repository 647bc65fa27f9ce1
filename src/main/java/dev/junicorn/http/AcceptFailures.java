package dev.junicorn.http;

import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent.Warned;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.Errors;
import java.time.Duration;

/**
 * Says that clients cannot be accepted, and why. The last handler of a listening channel: the one
 * before it has paused accepting for a second. Confined to the loop.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

  /** It fails every second until something is done about it. */
  private static final long BETWEEN_WARNINGS = Duration.ofMinutes(1).toNanos();

  private static final int PROCESS_IS_FULL = 24;
  private static final int SYSTEM_IS_FULL = 23;

  private final Facilities facilities;
  private long nextWarning;

  AcceptFailures(Facilities facilities) {
    this.facilities = facilities;
    this.nextWarning = facilities.now();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    long now = facilities.now();
    if (now - nextWarning >= 0) {
      nextWarning = now + BETWEEN_WARNINGS;
      facilities
          .events()
          .publish(
              new Warned("Clients cannot be accepted at the moment and wait: " + reason(cause)));
    }
  }

  private String reason(Throwable cause) {
    int errno = cause instanceof Errors.NativeIoException error ? Math.abs(error.expectedErr()) : 0;
    return switch (errno) {
      case PROCESS_IS_FULL ->
          "too many open files in this process, with %d clients. Raise its limit: ulimit -n, or LimitNOFILE= of systemd."
              .formatted(facilities.connections().size());
      case SYSTEM_IS_FULL ->
          "too many open files in the whole system. Raise its limit: sysctl fs.file-max.";
      default -> Reason.of(cause);
    };
  }
}
