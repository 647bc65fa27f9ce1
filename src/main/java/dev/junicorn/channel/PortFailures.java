package dev.junicorn.channel;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent.Warned;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.unix.Errors.NativeIoException;

/**
 * Says that workers cannot connect, and why, once until one has connected. The last handler of the
 * listening channel: the one before it has paused accepting for a second. Confined to the dispatch
 * loop.
 */
final class PortFailures extends ChannelInboundHandlerAdapter {

  private final EventSink events;
  private boolean told;

  PortFailures(EventSink events) {
    this.events = events;
  }

  /** A worker has connected. */
  void over() {
    told = false;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (!told) {
      told = true;
      events.publish(
          new Warned("Workers cannot connect to the server at the moment and wait: " + why(cause)));
    }
  }

  private static String why(Throwable cause) {
    int errno = cause instanceof NativeIoException error ? Math.abs(error.expectedErr()) : 0;
    return Reason.ofAccepting(cause, errno, "the server's process");
  }
}
