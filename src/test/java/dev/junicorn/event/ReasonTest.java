package dev.junicorn.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchIOException;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the exceptions that the system's refusals become are called in messages. */
class ReasonTest {

  @TempDir Path folder;

  @Test
  void whatTheFileSystemRefusesIsSaidInItsWords() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertReason(
        "no such file or folder", folder.resolve("none"), () -> Files.size(folder.resolve("none")));
    assertReason("it is there already", file, () -> Files.createFile(file));
    Path below = file.resolve("below");
    assertReason("Not a directory", below, () -> Files.createFile(below));
    assertReason("the folder is not empty", folder, () -> Files.delete(folder));
  }

  /** The message of such a one is the bare path. */
  @Test
  void whereTheSystemSaysNothingTheFileIsNamedOnce() {
    assertThat(Reason.of(new FileSystemLoopException("/a/b")))
        .isEqualTo("FileSystemLoopException: /a/b");
  }

  private static void assertReason(String words, Path file, ThrowingCallable step) {
    IOException refused = catchIOException(step);
    assertThat(Reason.ofFile(refused)).isEqualTo(words);
    assertThat(Reason.of(refused)).isEqualTo(words + ": " + file);
  }

  @Test
  void otherFailuresAreSaidWithoutTheirClass() {
    assertThat(Reason.of(new IOException("Connection reset by peer")))
        .isEqualTo("Connection reset by peer");
    assertThat(
            Reason.of(new IOException("bind(..) failed with error(-98): Address already in use")))
        .isEqualTo("Address already in use");
    assertThat(Reason.of(new ClosedChannelException())).isEqualTo("it was closed");
    assertThat(Reason.of(new EOFException())).isEqualTo("it ended too early");
  }

  @Test
  void tooManyOpenFilesAreSaidWithTheLimitToRaise() {
    IOException refused = new IOException("accept(..) failed with error(-12): No memory");
    assertThat(Reason.ofAccepting(refused, 24, "this process"))
        .isEqualTo(
            "too many open files in this process. Raise its limit: ulimit -n, or LimitNOFILE= of systemd.");
    assertThat(Reason.ofAccepting(refused, 23, "this process"))
        .isEqualTo("too many open files in the whole system. Raise its limit: sysctl fs.file-max.");
    assertThat(Reason.ofAccepting(refused, 12, "this process")).isEqualTo("No memory");
  }

  @Test
  void aFaultOfOursKeepsItsName() {
    assertThat(Reason.of(new IllegalStateException("no slot")))
        .isEqualTo("java.lang.IllegalStateException: no slot");
  }
}
