package dev.junicorn.exchange;

import io.netty.buffer.ByteBuf;

/**
 * A request body, whole and within its limits. Owned by the exchange, which releases it after its
 * answer.
 */
public sealed interface RequestBody {

  /** Bytes in the body; 0 for {@link None}. */
  long length();

  /** The request had no body. */
  record None() implements RequestBody {
    @Override
    public long length() {
      return 0;
    }
  }

  /**
   * A small body in memory. Readers use absolute indexes or a duplicate, so that it can be read
   * again.
   */
  record Inline(ByteBuf bytes) implements RequestBody {
    @Override
    public long length() {
      return bytes.readableBytes();
    }
  }

  /**
   * A large body in an unlinked temporary file.
   *
   * @param path where another process of the same user can open it, {@code /proc/PID/fd/N}; valid
   *     until the exchange ends, and longer for who takes the lease: afterwards it may be another
   *     file's
   */
  record Spooled(String path, long length, Lease lease) implements RequestBody {}

  /**
   * Keeps a file open for somebody beside the exchange. Given back as often as it was taken.
   * Confined to the exchange's event loop.
   */
  interface Lease {

    void take();

    void giveBack();
  }
}
