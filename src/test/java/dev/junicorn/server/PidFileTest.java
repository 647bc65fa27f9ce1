package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidFileTest {

  @TempDir Path folder;

  @Test
  void whatIsNoTextNamesNobody() throws Exception {
    Path file = Files.write(folder.resolve("pid"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, '1'});
    PidFile ours = PidFile.of(Optional.of(file), 4711);
    ours.claim();
    assertThat(file).hasContent("4711");
    ours.remove();
    assertThat(file).doesNotExist();
  }
}
