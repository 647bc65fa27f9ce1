package dev.junicorn.channel;

import dev.junicorn.exchange.FileBody;
import dev.junicorn.protocol.Frame;
import dev.junicorn.protocol.ProtocolException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The open file of a worker that a FILE frame names. */
final class WorkerFile {

  private WorkerFile() {}

  /**
   * Opens it a second time, which gives it a position of its own.
   *
   * @param pid the worker's process
   * @return null if it is no regular file, too short, or not ours to open
   * @throws ProtocolException if the frame's offset or length is none
   */
  static @Nullable FileBody open(int pid, Frame frame) throws ProtocolException {
    long offset = decimal(frame.text(3));
    long length = decimal(frame.text(4));
    Path path = Path.of("/proc/" + pid + "/fd/" + frame.number(2));
    if (!Files.isRegularFile(path)) {
      return null;
    }
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      if (channel.size() - offset >= length) {
        return new FileBody(channel, offset, length);
      }
      channel.close();
      return null;
    } catch (IOException e) {
      return null;
    }
  }

  private static long decimal(String text) throws ProtocolException {
    try {
      long value = Long.parseLong(text);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, in the protocol's words.
    }
    throw new ProtocolException("a file's offset or length is " + text);
  }
}
