package dev.junicorn.worker;

import dev.junicorn.event.EventSink;
import dev.junicorn.posix.Fifo;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A worker's standard output and error: a FIFO that outlives the spawner, read by a thread of its
 * own. A pipe rather than a socket, because apps open {@code /dev/stdout}, which fails for sockets.
 */
public final class WorkerOutput {

  private final Path fifo;

  private WorkerOutput(Path fifo) {
    this.fifo = fifo;
  }

  /** Makes the FIFO; to be done before the worker is forked. */
  public static WorkerOutput create(Path fifo) throws IOException {
    Fifo.create(fifo);
    return new WorkerOutput(fifo);
  }

  public Path path() {
    return fifo;
  }

  /** Begins to read, until the worker and everything it started have closed it. */
  public void follow(int pid, EventSink events) {
    Thread.ofPlatform()
        .daemon()
        .name("junicorn-output-" + pid)
        .start(() -> {
          try {
            new OutputLines(pid, events).pump(Files.newInputStream(fifo, StandardOpenOption.READ));
            Files.deleteIfExists(fifo);
          } catch (IOException e) {
            // The folder is being removed: the server stops.
          }
        });
  }

  /**
   * The worker is gone: wakes a reader that still waits for it to open the FIFO, and removes the
   * name.
   */
  public void release() {
    try {
      FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
      Files.deleteIfExists(fifo);
    } catch (IOException e) {
      // Removed already: the reader was done.
    }
  }
}
