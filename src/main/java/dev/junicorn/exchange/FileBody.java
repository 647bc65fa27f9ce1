package dev.junicorn.exchange;

import java.nio.channels.FileChannel;

/**
 * A stretch of a file to send as the body. The exchange owns the channel from here on and closes
 * it.
 *
 * @param offset where to begin, bytes
 * @param length how much to send, bytes; at least 0, and inside the file when the answer began
 */
public record FileBody(FileChannel channel, long offset, long length) {}
