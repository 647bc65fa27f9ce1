package dev.junicorn.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What the answers to one client hold in memory, as a part of what those to all clients do.
 * Confined to the loop; one per connection.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails ends the connection, which says so
final class AnswerMemory {

  private final Budget all;
  private long held;
  private long besides;

  AnswerMemory(Budget all) {
    this.all = all;
  }

  /** Whether all clients together hold so much that each gets less. */
  boolean isScarce() {
    return all.isSpent();
  }

  /** Whether these may be held, too. */
  boolean hasRoom(ByteBuf bytes) {
    return held + bytes.readableBytes() + besides(bytes) <= all.share(Bounds.ANSWER_MEMORY_LEAST);
  }

  /** Writes these, and takes them over. */
  void write(Channel channel, ByteBuf bytes) {
    int more = besides(bytes);
    if (more == 0) {
      channel.write(bytes, channel.voidPromise());
    } else {
      besides += more;
      channel.write(bytes).addListener(_ -> besides -= more);
    }
  }

  /** How many bytes are held for as long as these, beside them: a slice keeps its whole buffer. */
  private static int besides(ByteBuf bytes) {
    ByteBuf whole = bytes.unwrap();
    return whole == null ? 0 : Math.max(0, whole.capacity() - bytes.readableBytes());
  }

  /**
   * Counts.
   *
   * @param queue what was written and the kernel has not taken; null where the connection has ended
   */
  void count(@Nullable ChannelOutboundBuffer queue) {
    long now = queue == null ? 0 : queue.totalPendingWriteBytes() + besides;
    all.change(held, now);
    held = now;
  }
}
