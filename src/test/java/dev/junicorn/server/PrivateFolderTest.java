package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.junicorn.posix.UnlinkedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {

  private static final String HOLDS =
      """
      import fcntl, sys
      file = open(sys.argv[1], "r+")
      fcntl.lockf(file, fcntl.LOCK_EX)
      print("held", flush=True)
      sys.stdin.read()
      """;

  @TempDir Path temporary;

  /** Threads that write large bodies and answers are not waited for at the end. */
  @RepeatedTest(20)
  void goesAwayWhileOthersMakeFilesInIt() throws Exception {
    PrivateFolder folder = PrivateFolder.create(List.of(temporary), 1);
    CountDownLatch made = new CountDownLatch(1);
    CompletableFuture<Void> other =
        CompletableFuture.runAsync(() -> makeFiles(folder.path(), made));
    made.await();
    folder.close();
    other.join();
    assertThat(folder.path()).doesNotExist();
  }

  /** Until the folder is gone. */
  private static void makeFiles(Path folder, CountDownLatch made) {
    while (Files.exists(folder)) {
      try {
        UnlinkedFile.create(folder).close();
        made.countDown();
      } catch (IOException e) {
        // The file was removed before it was unlinked, or cannot be made any more.
      }
    }
  }

  /** Workers' files are removed when their ends are concluded, which may be at the very end. */
  @RepeatedTest(20)
  void goesAwayWhileOthersRemoveFilesFromIt() throws IOException {
    PrivateFolder folder = PrivateFolder.create(List.of(temporary), 1);
    for (int i = 0; i < 200; i++) {
      Files.createFile(folder.path().resolve("output-" + i));
    }
    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> removeFiles(folder.path()));
    folder.close();
    other.join();
    assertThat(folder.path()).doesNotExist();
  }

  /** As process 1 of a container finds them, where the killed one had this process id, too. */
  @Test
  void whatAKilledServerOfTheSameProcessIdLeftIsRemoved() throws IOException {
    Path left = leftover("junicorn-1-4711");
    Path halfRemoved = Files.createDirectory(temporary.resolve("junicorn-1-42"));
    Path another = Files.createDirectories(temporary.resolve("junicorn-1-cache/lock"));
    try (PrivateFolder folder = PrivateFolder.create(List.of(temporary), 1)) {
      assertThat(folder.path()).exists().hasParent(temporary);
      assertThat(folder.path().getFileName().toString()).startsWith("junicorn-1-");
      PrivateFolder.removeLeftovers(temporary);
      assertThat(folder.path()).as("one that is in use").exists();
      assertThat(left).doesNotExist();
      assertThat(halfRemoved).doesNotExist();
      assertThat(another).as("not a server's").exists();
    }
    assertThat(temporary).isDirectoryNotContaining("glob:**junicorn-1-[0-9]*");
  }

  /** Another container's process cannot be seen, but its lock can. */
  @Test
  void whatIsInUseIsLeftAlone() throws Exception {
    Path used = leftover("junicorn-999999999-4711");
    Process other =
        new ProcessBuilder("/usr/bin/python3", "-c", HOLDS, used.resolve("lock").toString())
            .start();
    try {
      assertThat(other.inputReader().readLine()).isEqualTo("held");
      PrivateFolder.removeLeftovers(temporary);
      assertThat(used.resolve("workers.sock")).exists();
    } finally {
      other.destroyForcibly().waitFor();
    }
    PrivateFolder.removeLeftovers(temporary);
    assertThat(used).doesNotExist();
  }

  /** The kernel's limit for the path of a socket is one of bytes. */
  @Test
  void aPathTooLongForASocketIsPassedOver() throws IOException {
    Path letters = Files.createTempDirectory(Path.of("/tmp"), "\u3042".repeat(17));
    try (PrivateFolder folder = PrivateFolder.create(List.of(letters, temporary), 1)) {
      assertThat(folder.path()).hasParent(temporary);
      assertThat(folder.passedOver())
          .containsExactly(letters + " (its path is too long for sockets: it may have 54 bytes)");
    } finally {
      Files.delete(letters);
    }
  }

  /** Who has set TMPDIR is told why the files are elsewhere. */
  @Test
  void foldersThatCannotBeUsedArePassedOverWithTheReason() throws IOException {
    Path missing = temporary.resolve("missing");
    Path file = Files.createFile(temporary.resolve("file"));
    try (PrivateFolder folder = PrivateFolder.create(List.of(missing, file, temporary), 1)) {
      assertThat(folder.path()).hasParent(temporary);
      assertThat(folder.passedOver())
          .containsExactly(missing + " (no such file or folder)", file + " (Not a directory)");
    }
    assertThatIOException()
        .isThrownBy(() -> PrivateFolder.create(List.of(missing, file), 1).close())
        .withMessage(missing + " (no such file or folder), " + file + " (Not a directory)");
  }

  @Test
  void twoOfOneProcessLeaveEachOtherAlone() throws IOException {
    try (PrivateFolder first = PrivateFolder.create(List.of(temporary), 1);
        PrivateFolder second = PrivateFolder.create(List.of(temporary), 1)) {
      PrivateFolder.removeLeftovers(temporary);
      assertThat(first.path()).exists().isNotEqualTo(second.path());
      assertThat(second.path()).exists();
    }
  }

  @Test
  void aLeftoverThatCannotBeRemovedIsNoReasonNotToServe() throws IOException {
    Path left = leftover("junicorn-1-4711");
    Files.delete(left.resolve("lock"));
    Files.createDirectory(left.resolve("lock"));
    Path after = leftover("junicorn-1-4712");
    PrivateFolder.removeLeftovers(temporary);
    assertThat(left).exists();
    assertThat(after).doesNotExist();
  }

  private Path leftover(String name) throws IOException {
    Path folder = Files.createDirectory(temporary.resolve(name));
    Files.createFile(folder.resolve("lock"));
    Files.createFile(folder.resolve("workers.sock"));
    return folder;
  }

  private static void removeFiles(Path folder) {
    for (int i = 199; i >= 0; i--) {
      try {
        Files.deleteIfExists(folder.resolve("output-" + i));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
