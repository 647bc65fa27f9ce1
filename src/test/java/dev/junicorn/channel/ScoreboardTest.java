package dev.junicorn.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScoreboardTest {

  @TempDir Path folder;

  @Test
  void everySlotIsIdle() throws IOException {
    Scoreboard board = Scoreboard.create(folder.resolve("board-1"), 3);
    assertThat(board.bytes()).isEqualTo(3 * 64);
    assertThat(board.path()).hasSize(3 * 64);
    for (int slot = 0; slot < board.slots(); slot++) {
      assertThat(board.requestOf(slot)).isZero();
      assertThat(board.nativeThreadOf(slot)).isZero();
    }
  }

  /** Otherwise a full disk is found out by the worker, which it kills. */
  @Test
  void itsPlaceOnTheDiskIsTaken() throws Exception {
    Path path = Scoreboard.create(folder.resolve("board-1"), 3).path();
    Process blocks = new ProcessBuilder("stat", "-c", "%b", path.toString()).start();
    assertThat(Integer.parseInt(blocks.inputReader().readLine())).isPositive();
  }

  @Test
  void anotherWorkersIsNotTouched() throws IOException {
    Path path = Scoreboard.create(folder.resolve("board-1"), 1).path();
    assertThatThrownBy(() -> Scoreboard.create(path, 1))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(path).exists();
  }
}
