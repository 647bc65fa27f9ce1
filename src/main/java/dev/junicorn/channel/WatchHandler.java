package dev.junicorn.channel;

import dev.junicorn.protocol.Frame;
import dev.junicorn.protocol.FrameReader;
import dev.junicorn.protocol.ProtocolException;
import dev.junicorn.stack.SlotStack;
import dev.junicorn.stack.StackLine;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads what a worker's watchdog answers. */
final class WatchHandler extends ByteToMessageDecoder {

  private final WatchStream stream;

  WatchHandler(WatchStream stream) {
    this.stream = stream;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out)
      throws IOException {
    Frame frame = FrameReader.read(in);
    if (frame == null) {
      return;
    }
    switch (frame.kind()) {
      case STACK ->
          stream.stack(
              frame.requestId(), new SlotStack(frame.number(0), frame.number(1), lines(frame)));
      case PONG -> stream.answered(frame.requestId());
      case SETTLED -> stream.settled(frame.number(0), frame.requestId());
      default -> throw new ProtocolException(frame.kind() + " on a watch stream");
    }
  }

  private static List<StackLine> lines(Frame frame) throws ProtocolException {
    List<StackLine> lines = new ArrayList<>();
    for (Object item : frame.list(2)) {
      if (item instanceof List<?> parts
          && parts.size() == 3
          && parts.get(0) instanceof String file
          && parts.get(1) instanceof Integer line
          && parts.get(2) instanceof String function) {
        lines.add(new StackLine(file, line, function, ""));
      } else {
        throw new ProtocolException("a stack holds " + item);
      }
    }
    return lines;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    try {
      super.channelInactive(context); // reads what is left, which may be no frame
    } finally {
      stream.ended();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
