package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeTransportTest {

  @TempDir Path folder;

  @Test
  void aFolderThatCannotBeWrittenIsNoPlaceForALibrary() {
    assertThat(NativeTransport.runsPrograms(folder)).isTrue();
    assertThat(folder).isEmptyDirectory();
    assertThat(NativeTransport.runsPrograms(Path.of("/proc"))).isFalse();
    assertThat(NativeTransport.runsPrograms(folder.resolve("missing"))).isFalse();
  }
}
