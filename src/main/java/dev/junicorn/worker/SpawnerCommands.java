package dev.junicorn.worker;

import dev.junicorn.posix.TaskLimit;
import java.io.IOException;
import java.io.Writer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * What a spawner is told, written by a thread of its own: one that hangs, or was stopped, does not
 * read its pipe, and must not hold up who commands it. Callable from any thread.
 */
final class SpawnerCommands {

  /** Far more than there are workers to fork and to kill: who is so far behind hangs. */
  private static final int MOST_WAITING = 4096;

  /** Told from all others by its identity. */
  @SuppressWarnings("StringOperationCanBeSimplified")
  private static final String END = new String("");

  private final Writer pipe;
  private final Runnable hangs;
  private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);

  /**
   * @param pipe the spawner's standard input
   * @param hangs done where too much waits to be read
   */
  SpawnerCommands(Writer pipe, Runnable hangs) {
    this.pipe = pipe;
    this.hangs = hangs;
  }

  /**
   * Begins to write.
   *
   * @throws IOException if there can be no thread
   */
  void start() throws IOException {
    TaskLimit.start(
        Thread.ofPlatform().daemon().name("junicorn-spawner-commands").unstarted(this::write));
  }

  /** Says one line. */
  void tell(String line) {
    if (!waiting.offer(line)) {
      hangs.run();
    }
  }

  /** Closes the pipe after all that was said. */
  void close() {
    tell(END);
  }

  @SuppressWarnings("ReferenceEquality")
  private void write() {
    try (pipe) {
      for (String line = waiting.take(); line != END; line = waiting.take()) {
        pipe.write(line + "\n");
        pipe.flush();
      }
    } catch (IOException e) {
      // Its end is reported by who reads from it; nothing said to it matters any more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
