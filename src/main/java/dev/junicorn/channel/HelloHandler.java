package dev.junicorn.channel;

import dev.junicorn.event.Reason;
import dev.junicorn.protocol.Frame;
import dev.junicorn.protocol.FrameReader;
import dev.junicorn.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.IoEventLoop;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;

/** Reads the first frame of a stream and hands the stream to the worker it belongs to. */
final class HelloHandler extends ByteToMessageDecoder {

  private final WorkerPort port;

  HelloHandler(WorkerPort port) {
    this.port = port;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws IOException {
    Frame hello = FrameReader.read(in);
    if (hello == null) {
      return;
    }
    WorkerLink link = port.find(hello.number(0));
    if (link == null) {
      throw new ProtocolException(
          "a stream says it is worker " + hello.number(0) + ", which is not expected");
    }
    ChannelPipeline pipeline = context.pipeline();
    switch (hello.kind()) {
      case HELLO_CONTROL -> {
        link.connected(context.channel(), hello.number(1), port.inspector());
        pipeline.replace(this, "control", new ControlHandler(link));
      }
      case HELLO_WATCH -> {
        WatchStream stream = new WatchStream(context.channel());
        link.watchedBy(stream);
        pipeline.replace(this, "watch", new WatchHandler(stream));
      }
      case HELLO_SLOT -> {
        NettySlotChannel slot = slot(context.channel(), link, hello.number(1));
        pipeline.replace(this, "slot", slot.reader());
        slot.begin((IoEventLoop) context.channel().eventLoop());
      }
      default -> throw new ProtocolException("a stream begins with " + hello.kind());
    }
  }

  private NettySlotChannel slot(Channel stream, WorkerLink link, int index) throws IOException {
    if (index < 0 || index >= link.threads()) {
      throw new ProtocolException("worker " + link.id() + " has no slot " + index);
    }
    try {
      NettySlotChannel slot = NettySlotChannel.open(stream, link, index, port);
      link.add(slot);
      return slot;
    } catch (IOException e) {
      link.listener().warned(link, "its thread " + index + " is not heard: " + Reason.of(e));
      throw e;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
