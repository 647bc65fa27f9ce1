package dev.junicorn.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;

/** A channel whose other end takes everything, until it is told to take only so many bytes. */
final class SlowChannel extends EmbeddedChannel {

  private long room = Long.MAX_VALUE;
  private boolean holdsFiles;

  SlowChannel() {
    freezeTime();
    config().setWriteBufferWaterMark(Listener.WATER_MARKS);
  }

  /** Files are not taken either while nothing is. */
  void holdFiles() {
    holdsFiles = true;
  }

  /** From now on nothing is taken but what {@link #take} allows. */
  void stopTaking() {
    room = 0;
  }

  /** Takes so many bytes of what waits and of what comes. */
  void take(long bytes) {
    room = bytes > Long.MAX_VALUE - room ? Long.MAX_VALUE : room + bytes;
    if (isOpen()) {
      flush();
    }
  }

  @Override
  protected void doWrite(ChannelOutboundBuffer queue) throws Exception {
    while (queue.current() instanceof ByteBuf bytes) {
      int taken = (int) Math.min(room, bytes.readableBytes());
      if (taken == 0 && bytes.isReadable()) {
        return;
      }
      room -= taken;
      handleOutboundMessage(bytes.retainedSlice(bytes.readerIndex(), taken));
      queue.removeBytes(taken);
    }
    if (queue.current() != null && (room > 0 || !holdsFiles)) {
      super.doWrite(queue);
    }
  }
}
