package dev.junicorn.control;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8 over a socket, each with a longest length and a time limit: neither a peer that
 * says nothing nor one that does not listen holds a thread for longer. Confined to one thread.
 */
final class LineChannel implements AutoCloseable {

  private static final int READ_BYTES = 8192;
  private static final int NANOS_IN_MILLI = 1_000_000;

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final int longest;
  private final LongSupplier ticker;
  private final ByteBuffer read = ByteBuffer.allocate(READ_BYTES).limit(0);

  /**
   * @param channel connected; closed with this object
   * @param longest bytes of a line that is read
   * @param ticker monotonic nanoseconds
   */
  LineChannel(SocketChannel channel, int longest, LongSupplier ticker) throws IOException {
    this.channel = channel;
    this.longest = longest;
    this.ticker = ticker;
    channel.configureBlocking(false);
    this.selector = Selector.open();
    try {
      this.key = channel.register(selector, 0);
    } catch (IOException e) {
      selector.close();
      throw e;
    }
  }

  /**
   * Waits for a line.
   *
   * @return the line without its end; null if the peer has said its last
   * @throws SocketTimeoutException if it is not whole in time
   * @throws IOException if it is too long
   */
  @Nullable String readLine(Duration limit) throws IOException {
    long deadline = ticker.getAsLong() + limit.toNanos();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      while (read.hasRemaining()) {
        byte next = read.get();
        if (next == '\n') {
          return line.toString(StandardCharsets.UTF_8);
        }
        if (line.size() == longest) {
          throw new IOException("a line is longer than " + longest + " bytes");
        }
        line.write(next);
      }
      if (fill(deadline, limit) < 0) {
        return null;
      }
    }
  }

  /** Whether there is something to read, or the peer has said its last, before so long is over. */
  boolean awaitBytes(Duration limit) throws IOException {
    try {
      return read.hasRemaining() || fill(ticker.getAsLong() + limit.toNanos(), limit) != 0;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  /**
   * Sends a line.
   *
   * @throws SocketTimeoutException if the peer does not take it in time
   */
  void writeLine(String line, Duration limit) throws IOException {
    long deadline = ticker.getAsLong() + limit.toNanos();
    ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      if (channel.write(bytes) == 0) {
        await(SelectionKey.OP_WRITE, deadline, limit);
      }
    }
  }

  @Override
  public void close() {
    try {
      selector.close();
      channel.close();
    } catch (IOException e) {
      // Nothing is left to be said, and nobody to say it to.
    }
  }

  private int fill(long deadline, Duration limit) throws IOException {
    read.clear();
    try {
      int count = channel.read(read);
      while (count == 0) {
        await(SelectionKey.OP_READ, deadline, limit);
        count = channel.read(read);
      }
      return count;
    } finally {
      read.flip();
    }
  }

  private void await(int interest, long deadline, Duration limit) throws IOException {
    long left = (deadline - ticker.getAsLong()) / NANOS_IN_MILLI;
    if (left <= 0) {
      throw new SocketTimeoutException("nothing moved for " + limit.toSeconds() + " s");
    }
    key.interestOps(interest);
    selector.select(left);
    selector.selectedKeys().clear();
  }
}
