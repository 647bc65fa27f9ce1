package dev.junicorn.http;

import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent.Warned;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;

/**
 * Says that clients cannot be accepted, and why. The last handler of a listening channel: the one
 * before it has paused accepting for a second. Confined to the loop.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {

  /** It fails every second until something is done about it. */
  private static final long BETWEEN_WARNINGS = Duration.ofMinutes(1).toNanos();

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
    String process = "this process, with %d clients".formatted(facilities.connections().size());
    return Reason.ofAccepting(cause, IoFaults.errno(cause), process);
  }
}
