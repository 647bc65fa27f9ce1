package dev.junicorn.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
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
    Path mine = folder.socketFor(SELF);
    Path dead = mine.resolveSibling("4711.sock");
    try (ServerSocketChannel listener = listen(mine)) {
      listen(dead).close();
      Files.createFile(mine.resolveSibling("other.sock"));
      assertThat(folder.sockets()).containsExactly(mine);
      assertThat(folder.socketFor(SELF)).isEqualTo(mine);
      assertThat(dead).doesNotExist();
      assertThat(mine.resolveSibling("other.sock")).exists();
      assertThat(listener.isOpen()).isTrue();
    }
  }

  /** In another container that shares the folder, where its process id is nobody's here. */
  @Test
  void aServerWhoseProcessCannotBeSeenLivesAsLongAsItListens() throws IOException {
    Path elsewhere = folder.socketFor(SELF).resolveSibling("999999999.sock");
    try (ServerSocketChannel listener = listen(elsewhere)) {
      folder.socketFor(SELF);
      assertThat(elsewhere).exists();
      assertThat(folder.sockets()).containsExactly(elsewhere);
      assertThat(listener.isOpen()).isTrue();
    }
  }

  /** Where it is stopped, nobody takes its clients, and they pile up. */
  @Test
  void aServerWhoseBacklogIsFullLives() throws IOException {
    Path mine = folder.socketFor(SELF);
    try (ServerSocketChannel listener = listen(mine)) {
      for (int i = 0; i < 5; i++) {
        assertThat(folder.sockets()).containsExactly(mine);
      }
      assertThat(folder.socketFor(SELF)).exists();
      assertThat(listener.isOpen()).isTrue();
    }
  }

  /** Anybody can make a folder of that name in /tmp. */
  @Test
  void aFolderOfSomebodyElseIsPassedOverWhereThereAreOthers() throws IOException {
    Path mine = folder.socketFor(SELF);
    Files.createSymbolicLink(second.resolve("junicorn"), first);
    try (ServerSocketChannel listener = listen(mine)) {
      assertThat(folder.sockets()).containsExactly(mine);
      assertThat(listener.isOpen()).isTrue();
    }
    assertThatThrownBy(() -> folder.sockets()).hasMessageContaining("is not a folder");
  }

  private static ServerSocketChannel listen(Path path) throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    return listener.bind(UnixDomainSocketAddress.of(path), 1);
  }
}
