package dev.junicorn.exchange;

import java.io.IOException;
import java.nio.channels.FileChannel;

/**
 * A stretch of a file to send as the body. The exchange owns the channel from here on and closes
 * it.
 *
 * @param offset where to begin, bytes
 * @param length how much to send, bytes; at least 0, and inside the file when the answer began
 */
public record FileBody(FileChannel channel, long offset, long length) {

  /** Closes a file that is not sent. It was only read: a failure has lost nothing. */
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // As far as anybody can close it, it is closed.
    }
  }
}
