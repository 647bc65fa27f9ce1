package dev.junicorn.cli;

import dev.junicorn.event.Reason;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, with a memory: a {@code PrintWriter} keeps to itself that nothing could be
 * written. Confined to the main thread.
 */
final class StandardOutput extends OutputStream {

  private static final Path ITSELF = Path.of("/proc/self/fd/1");

  private final OutputStream out = new FileOutputStream(FileDescriptor.out);
  private @Nullable IOException failure;

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet});
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /** What was said so far is not what the command is there for. */
  void forgive() {
    failure = null;
  }

  /**
   * Why what was to be written is lost; empty if it is not, or if nobody wants it: who reads from a
   * pipe and closes it ({@code | head -1}) has had enough.
   */
  Optional<String> loss() {
    return Optional.ofNullable(failure).filter(_ -> !isPipe()).map(Reason::ofFile);
  }

  private static boolean isPipe() {
    try {
      return Files.readSymbolicLink(ITSELF).toString().matches("(pipe|socket):.*");
    } catch (IOException e) {
      return false;
    }
  }
}
