package dev.junicorn.channel;

import dev.junicorn.event.Reason;
import dev.junicorn.protocol.Frame;
import dev.junicorn.protocol.FrameReader;
import dev.junicorn.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;

/** Reads a worker's control stream. */
final class ControlHandler extends ByteToMessageDecoder {

  private final WorkerLink link;

  ControlHandler(WorkerLink link) {
    this.link = link;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws IOException {
    Frame frame = FrameReader.read(in);
    if (frame == null) {
      return;
    }
    WorkerListener listener = link.listener();
    switch (frame.kind()) {
      case READY -> {
        link.ready(frame.text(1), frame.number(2) != 0);
        listener.ready(link);
      }
      case BOOT_FAILED ->
          listener.bootFailed(link, frame.text(0).equals("app"), frame.text(1), frame.text(2));
      case WARNING -> listener.warned(link, frame.text(0));
      case DUMPS -> link.dumpsBy(frame.number(0), frame.number(1));
      case LEAVING -> listener.leaving(link);
      default -> throw new ProtocolException(frame.kind() + " on a control stream");
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    try {
      super.channelInactive(context); // reads what is left, which may be no frame
    } finally {
      link.listener().lost(link);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (context.channel().isOpen()) { // or it is in the rest of what has broken already
      link.listener().warned(link, "its control stream broke: " + Reason.of(cause));
      context.close();
    }
  }
}
