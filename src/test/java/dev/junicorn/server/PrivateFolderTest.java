package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

class PrivateFolderTest {

  @TempDir Path temporary;

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
