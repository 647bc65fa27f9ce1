package dev.junicorn.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * How the slots' streams are read, which bring large answers: into {@link ReadBuffers}. Confined to
 * the dispatch loop.
 */
final class StreamReads extends DefaultMaxMessagesRecvByteBufAllocator {

  /** About what a socket of the usual size holds, bytes. */
  private static final int CAPACITY = 128 * 1024;

  /** What is read while as much is on its way to clients or to the disk. */
  private static final int KEPT = 16;

  private final ReadBuffers buffers = new ReadBuffers(CAPACITY, KEPT);

  @Override
  public ExtendedHandle newHandle() {
    return new MaxMessageHandle() {
      @Override
      public int guess() {
        return CAPACITY;
      }

      @Override
      public ByteBuf allocate(ByteBufAllocator allocator) {
        return buffers.take(allocator);
      }
    };
  }
}
