package dev.junicorn.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.ByteToMessageDecoder;

/**
 * The bytes that were read from one client but not used yet. Empty, it holds no buffer.
 *
 * <p>Confined to the loop; one per connection.
 */
final class UnreadBytes {

  private ByteBuf bytes = Unpooled.EMPTY_BUFFER;
  private boolean overrun;

  /** Adds bytes behind the others; takes the buffer over. Drops what exceeds the bound. */
  void add(ByteBuf more, ByteBufAllocator allocator) {
    if (bytes.readableBytes() > Bounds.PIPELINED_AT_END) {
      overrun = true;
      more.release();
    } else if (bytes.isReadable()) {
      bytes = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(allocator, bytes, more);
    } else {
      free();
      bytes = more;
    }
  }

  /** What there is; readers consume it in place. */
  ByteBuf bytes() {
    return bytes;
  }

  boolean isEmpty() {
    return !bytes.isReadable();
  }

  /** Bytes were dropped, so what follows the current request makes no sense any more. */
  boolean isOverrun() {
    return overrun;
  }

  /** So many bytes wait that reading from the socket should pause. */
  boolean isFull() {
    return bytes.readableBytes() >= Bounds.PIPELINED;
  }

  /** Lets go of a buffer that was used up. */
  void trim() {
    if (isEmpty()) {
      free();
    }
  }

  /** Gives up all bytes. */
  void free() {
    bytes.release();
    bytes = Unpooled.EMPTY_BUFFER;
  }
}
