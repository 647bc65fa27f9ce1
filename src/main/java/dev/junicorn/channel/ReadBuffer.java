package dev.junicorn.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * What the answers' pipes are read into, one after the other: one buffer for all of them, which is
 * in the processor's caches, in place of one for each read. Confined to the dispatch loop.
 */
final class ReadBuffer {

  /** What a pipe holds as a rule, bytes. */
  private static final int CAPACITY = 64 * 1024;

  private @Nullable ByteBuf buffer;

  /**
   * Empty, and the caller's to release. Where somebody still holds a part of what was read last,
   * another one.
   */
  ByteBuf take(ByteBufAllocator allocator) {
    if (buffer != null && buffer.refCnt() > 1) {
      buffer.release();
      buffer = null;
    }
    if (buffer == null) {
      buffer = allocator.directBuffer(CAPACITY, CAPACITY);
    }
    return buffer.clear().retain();
  }
}
