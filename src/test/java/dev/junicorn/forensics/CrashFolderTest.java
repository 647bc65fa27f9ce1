package dev.junicorn.forensics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashFolderTest {

  @TempDir Path temporary = Path.of("");

  @Test
  void folderAndReportsAreTheUsersOwn() throws IOException {
    Path path = temporary.resolve("deep/crashes");
    Path report = CrashFolder.open(path).write(Samples.TIME, end(), "{}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rwx------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(report)))
        .isEqualTo("rw-------");
    assertThat(report).hasFileName("crash-20261120T134557.123Z-worker3-pid4711.json");
    assertThat(report).content().isEqualTo("{}\n");
  }

  @Test
  void theNewestAreKept() throws IOException {
    CrashFolder folder = CrashFolder.open(temporary);
    Files.writeString(temporary.resolve("not-ours.json"), "");
    for (int i = 0; i < CrashFolder.KEPT + 5; i++) {
      folder.write(Samples.TIME.plusSeconds(i), end(), "{}\n");
    }
    try (Stream<Path> files = Files.list(temporary)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertThat(names).hasSize(CrashFolder.KEPT + 1).contains("not-ours.json");
      assertThat(names.getFirst()).startsWith("crash-20261120T134602.123Z");
    }
  }

  @Test
  void aFolderThatCannotBeMadeIsNamedWithItsOption() throws IOException {
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertThatThrownBy(() -> CrashFolder.open(file.resolve("crashes")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("--crash-dir");
  }

  @Test
  void tryingItOutMakesNoneAndObjectsAsOpeningIt() throws IOException {
    CrashFolder.tryOut(temporary.resolve("deep/crashes"));
    assertThat(temporary).isEmptyDirectory();
    Path file = Files.writeString(temporary.resolve("file"), "");
    for (Path unusable : List.of(file, file.resolve("crashes"))) {
      String said =
          "Crash reports cannot be written to %s (--crash-dir): %s is a file, not a folder. Name"
              .formatted(unusable, file);
      assertThatThrownBy(() -> CrashFolder.tryOut(unusable)).hasMessageStartingWith(said);
      assertThatThrownBy(() -> CrashFolder.open(unusable)).hasMessageStartingWith(said);
    }
  }

  private static WorkerEnd end() {
    return Samples.end(Samples.KILLED, false);
  }
}
