package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  @Test
  void whereItCannotBeWrittenIsSaidInWords() throws Exception {
    Path missing = folder.resolve("missing/pid");
    assertThatThrownBy(() -> PidFile.of(Optional.of(missing), 4711).claim())
        .hasMessage(
            "Cannot write the pid file %s (--pid): its folder does not exist. Name a file in a folder that this user may write to.",
            missing);
    Path below = Files.createFile(folder.resolve("file")).resolve("pid");
    assertThatThrownBy(() -> PidFile.of(Optional.of(below), 4711).claim())
        .hasMessageContaining(below + " (--pid): Not a directory. Name a file");
  }

  @Test
  void tryingItOutWritesNothingAndMindsNobodyWhoHasIt() throws Exception {
    Path file = folder.resolve("pid");
    PidFile.of(Optional.of(file), 4711).tryOut();
    assertThat(folder).isEmptyDirectory();
    Files.writeString(file, ProcessHandle.current().pid() + "\n");
    PidFile.of(Optional.of(file), 4711).tryOut();
    assertThat(file).hasContent("" + ProcessHandle.current().pid());
    Path missing = folder.resolve("missing/pid");
    assertThatThrownBy(() -> PidFile.of(Optional.of(missing), 4711).tryOut())
        .hasMessageContaining(missing + " (--pid): its folder does not exist. Name a file");
  }
}
