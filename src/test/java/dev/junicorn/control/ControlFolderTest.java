package dev.junicorn.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ControlFolderTest {

  private static final long SELF = ProcessHandle.current().pid();

  @TempDir Path first;
  @TempDir Path second;
  private ControlFolder folder;

  @BeforeEach
  void twoPlaces() throws IOException {
    folder =
        new ControlFolder(
            List.of(first.resolve("junicorn"), second.resolve("junicorn")),
            Files.getOwner(Path.of("/proc/self")));
  }

  @Test
  void theFirstPlaceIsMadeForItsUserAlone() throws IOException {
    assertThat(folder.socketFor(SELF)).isEqualTo(first.resolve("junicorn/" + SELF + ".sock"));
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(first.resolve("junicorn"))))
        .isEqualTo("rwx------");
  }

  @Test
  void aLinkIsNotFollowed() throws IOException {
    Path elsewhere = Files.createDirectory(first.resolve("elsewhere"));
    Files.createSymbolicLink(first.resolve("junicorn"), elsewhere);
    assertThat(folder.socketFor(SELF)).startsWithRaw(second);
    assertThat(elsewhere).isEmptyDirectory();
    assertThatThrownBy(() -> folder.sockets()).hasMessageContaining("is not a folder");
  }

  @Test
  void aFolderThatOthersMayEnterIsNotUsed() throws IOException {
    Path open = Files.createDirectory(first.resolve("junicorn"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));
    assertThat(folder.socketFor(SELF)).startsWithRaw(second);
    assertThatThrownBy(() -> folder.sockets()).hasMessageContaining("open to other users");
  }

  @Test
  void withoutAnyPlaceTheReasonsAreTold() throws IOException {
    Files.createFile(first.resolve("junicorn"));
    Files.createFile(second.resolve("junicorn"));
    assertThatThrownBy(() -> folder.socketFor(SELF))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(first.toString(), second.toString());
  }

  @Test
  void onlyTheSocketsOfLivingServersCount() throws IOException {
    Path mine = Files.createFile(folder.socketFor(SELF));
    Path dead = Files.createFile(mine.resolveSibling("999999999.sock"));
    Files.createFile(mine.resolveSibling("other.sock"));
    assertThat(folder.sockets()).containsExactly(mine);
    assertThat(folder.socketFor(SELF)).isEqualTo(mine);
    assertThat(dead).doesNotExist();
    assertThat(mine.resolveSibling("other.sock")).exists();
  }
}
