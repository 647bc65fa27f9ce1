package dev.junicorn.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileBodyTest {

  @TempDir private Path folder;

  /** Network file systems complain when a file is closed; no slot nor client shall end for it. */
  @Test
  void closingItCannotFail() throws IOException {
    Path path = Files.createFile(folder.resolve("file"));
    FileBody body = new FileBody(new Complaining(path).getChannel(), 0, 0);
    body.close();
    assertThat(body.channel().isOpen()).isFalse();
  }

  private static final class Complaining extends FileInputStream {
    Complaining(Path path) throws IOException {
      super(path.toFile());
    }

    @Override
    public void close() throws IOException {
      super.close();
      throw new IOException("stale file handle");
    }
  }
}
