package dev.junicorn.supervisor;

import dev.junicorn.channel.Scoreboard;
import dev.junicorn.event.EventSink;
import dev.junicorn.worker.WorkerOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a worker needs on disk before it is forked: its scoreboard, and the FIFO of its output. */
record WorkerFiles(Scoreboard board, WorkerOutput output) {

  /**
   * Makes them, and reads the output from now on.
   *
   * @throws IOException if there is no room, or no thread
   */
  static WorkerFiles create(Path folder, int worker, int threads, EventSink events)
      throws IOException {
    WorkerOutput output = WorkerOutput.create(folder.resolve("output-" + worker), events);
    try {
      return new WorkerFiles(Scoreboard.create(folder.resolve("board-" + worker), threads), output);
    } catch (IOException e) {
      output.release();
      throw e;
    }
  }

  /** The worker is gone. */
  void remove() throws IOException {
    output.release();
    Files.deleteIfExists(board.path());
  }
}
