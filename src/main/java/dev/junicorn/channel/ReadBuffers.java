package dev.junicorn.channel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the answers are read into: the same few buffers again and again, which are in the
 * processor's caches, in place of one for each read, which the JVM fills with zeros first. Confined
 * to the dispatch loop.
 */
final class ReadBuffers {

  private final int capacity;
  private final int most;
  private final Deque<ByteBuf> kept = new ArrayDeque<>();

  /**
   * @param capacity of each, bytes
   * @param most how many are kept, at least 1
   */
  ReadBuffers(int capacity, int most) {
    this.capacity = capacity;
    this.most = most;
  }

  /**
   * An empty one, the caller's to release. One of which somebody still holds a part is not read
   * over; where that is true of all, a new one takes the place of the oldest.
   */
  ByteBuf take(ByteBufAllocator allocator) {
    for (ByteBuf buffer : kept) {
      if (buffer.refCnt() == 1) {
        return buffer.clear().retain();
      }
    }
    if (kept.size() == most) {
      kept.removeFirst().release();
    }
    ByteBuf fresh = allocator.directBuffer(capacity, capacity);
    kept.addLast(fresh);
    return fresh.retain();
  }
}
