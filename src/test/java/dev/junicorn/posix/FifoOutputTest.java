package dev.junicorn.posix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FifoOutputTest {

  @TempDir Path folder;

  @Test
  void waitsForNoReader() throws Exception {
    Path fifo = folder.resolve("fifo");
    Fifo.create(fifo);
    assertThat(Fifo.is(fifo)).isTrue();
    assertThat(Fifo.is(folder)).isFalse();
    assertThat(Fifo.is(folder.resolve("missing"))).isFalse();
    try (FifoOutput out = FifoOutput.open(fifo)) {
      out.write("kept\n".getBytes(UTF_8));
      try (InputStream in = Files.newInputStream(fifo)) {
        assertThat(in.readNBytes(5)).isEqualTo("kept\n".getBytes(UTF_8));
      }
      assertThatThrownBy(() -> out.write(new byte[1 << 20])).hasMessageContaining("nobody reads");
      assertThatThrownBy(() -> out.write('x')).hasMessageContaining("nobody reads");
    }
  }
}
