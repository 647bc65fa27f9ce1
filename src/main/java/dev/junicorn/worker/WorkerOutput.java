package dev.junicorn.worker;

import dev.junicorn.event.EventSink;
import dev.junicorn.posix.Fifo;
import dev.junicorn.posix.TaskLimit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A worker's standard output and error: a FIFO that outlives the spawner, read by a thread of its
 * own. A pipe rather than a socket, because apps open {@code /dev/stdout}, which fails for sockets.
 *
 * <p>The thread is there before the worker is forked: where there can be none, there is no worker.
 */
public final class WorkerOutput {

  private final Path fifo;
  private final EventSink events;

  /** The worker's process id; cancelled where it never had one. */
  private final CompletableFuture<Integer> writer = new CompletableFuture<>();

  private final CompletableFuture<@Nullable Void> read = new CompletableFuture<>();

  private WorkerOutput(Path fifo, EventSink events) {
    this.fifo = fifo;
    this.events = events;
  }

  /**
   * Makes the FIFO and waits at it, until the worker and everything it started have closed it; to
   * be done before the worker is forked.
   *
   * @param events hears each line
   */
  public static WorkerOutput create(Path fifo, EventSink events) throws IOException {
    WorkerOutput output = new WorkerOutput(fifo, events);
    Fifo.create(fifo);
    try {
      TaskLimit.start(Thread.ofPlatform().daemon().name("junicorn-output").unstarted(output::read));
    } catch (IOException e) {
      Files.deleteIfExists(fifo);
      throw e;
    }
    return output;
  }

  public Path path() {
    return fifo;
  }

  /** The worker was forked. */
  public void isOf(int pid) {
    writer.complete(pid);
  }

  /**
   * Completes when everything was read and is events: when the worker and everything it started
   * have closed it.
   */
  public CompletableFuture<@Nullable Void> allRead() {
    return read;
  }

  private void read() {
    try (InputStream lines = Files.newInputStream(fifo, StandardOpenOption.READ)) {
      int pid = writer.join();
      Thread.currentThread().setName("junicorn-output-" + pid);
      new OutputLines(pid, events).pump(lines);
      Files.deleteIfExists(fifo);
    } catch (CancellationException e) {
      // There was no process.
    } catch (IOException e) {
      // The folder is being removed: the server stops.
    } finally {
      read.complete(null);
    }
  }

  /**
   * The worker is gone: wakes a reader that still waits for it to open the FIFO, and removes the
   * name.
   */
  public void release() {
    writer.cancel(false);
    try {
      FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE).close();
      Files.deleteIfExists(fifo);
    } catch (IOException e) {
      // Removed already: the reader was done.
    }
  }
}
