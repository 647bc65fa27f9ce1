package dev.junicorn.supervisor;

import dev.junicorn.channel.Scoreboard;
import dev.junicorn.worker.WorkerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a worker needs on disk before it is forked: its scoreboard, and the FIFO of its output. */
record WorkerFiles(Scoreboard board, WorkerOutput output) {

  static WorkerFiles create(Path folder, int worker, int threads) throws IOException {
    return new WorkerFiles(
        Scoreboard.create(folder.resolve("board-" + worker), threads),
        WorkerOutput.create(folder.resolve("output-" + worker)));
  }

  /** The worker is gone. */
  void remove() throws IOException {
    output.release();
    Files.deleteIfExists(board.path());
  }
}
