package dev.junicorn.http;

import dev.junicorn.posix.UnlinkedFile;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A temporary file that is written behind the loop's back. Bytes are written in the order in which
 * they were appended, one batch at a time, on the disk executor; the loop only ever queues and
 * hears.
 *
 * <p>Confined to the loop, except for {@link Batch}, which owns the file while it runs. The file is
 * made by the first batch and closed by the executor.
 */
final class SpoolFile {

  /** Hears how the writing goes; called on the loop, never from within {@link #append}. */
  interface Progress {

    /** More bytes are in the file. */
    void stored();

    /** The disk refused; {@link SpoolFile#takeUnwritten} has what is not in the file. */
    void failed(IOException cause);
  }

  /** Bytes written by one system call's batch; keeps turns between several files fair. */
  private static final int BATCH = 1024 * 1024;

  private static final int SMALL = 4 * 1024;
  private static final int GATHERED = 16 * 1024;

  private final Path folder;
  private final Executor disk;
  private final Executor loop;
  private final Budget unwrittenOfAll;
  private final Progress progress;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>();
  private @Nullable UnlinkedFile file;
  private @Nullable Batch running;
  private @Nullable ByteBuf gathered;
  private long unwritten;
  private long written;
  private boolean broken;
  private boolean closed;

  /**
   * @param unwrittenOfAll counts the bytes in memory that wait for the disk, of all files together
   */
  SpoolFile(Path folder, Executor disk, Executor loop, Budget unwrittenOfAll, Progress progress) {
    this.folder = folder;
    this.disk = disk;
    this.loop = loop;
    this.unwrittenOfAll = unwrittenOfAll;
    this.progress = progress;
  }

  /** Adds bytes at the end; takes the buffer over. */
  void append(ByteBuf bytes) {
    if (closed || !bytes.isReadable()) {
      bytes.release();
      return;
    }
    unwritten += bytes.readableBytes();
    unwrittenOfAll.take(bytes.readableBytes());
    if (bytes.readableBytes() > SMALL) {
      waiting.add(bytes);
      gathered = null;
    } else {
      gather(bytes);
    }
    startBatch();
  }

  /** Copies small bytes together: a queue of single bytes would cost a hundred times their size. */
  private void gather(ByteBuf bytes) {
    try {
      ByteBuf last = gathered;
      if (last == null || last.writableBytes() < bytes.readableBytes()) {
        last = bytes.alloc().buffer(GATHERED);
        gathered = last;
        waiting.add(last);
      }
      last.writeBytes(bytes);
    } finally {
      bytes.release(); // also where memory is out
    }
  }

  /** Bytes in the file. */
  long written() {
    return written;
  }

  /** Bytes appended, but not in the file yet. */
  long unwritten() {
    return unwritten;
  }

  /**
   * Whether so much waits for the disk that whoever appends should pause.
   *
   * @param most how much may wait, bytes
   * @param least the same while all files together have too much to write; above 0, because what is
   *     stored of a file is what wakes who waits for it
   */
  boolean isBehind(int most, int least) {
    return unwritten >= (unwrittenOfAll.isSpent() ? least : most);
  }

  /** The file; only once {@link #written} is above 0. */
  UnlinkedFile file() {
    if (file == null) {
      throw new IllegalStateException("nothing is stored yet");
    }
    return file;
  }

  /** After a failure: the bytes that did not reach the file, in order; the caller owns them. */
  List<ByteBuf> takeUnwritten() {
    List<ByteBuf> rest = new ArrayList<>(waiting);
    waiting.clear();
    gathered = null;
    leftMemory(unwritten - (running == null ? 0 : running.size));
    return rest;
  }

  private void leftMemory(long bytes) {
    unwritten -= bytes;
    unwrittenOfAll.giveBack(bytes);
  }

  /** Gives up what is not written and frees the blocks; may be called again. */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    takeUnwritten().forEach(ByteBuf::release);
    if (running == null) {
      closeFile();
    }
  }

  private void closeFile() {
    UnlinkedFile ours = file;
    file = null;
    if (ours != null) {
      disk.execute(ours::close);
    }
  }

  private void startBatch() {
    if (running != null || broken || waiting.isEmpty()) {
      return;
    }
    List<ByteBuf> buffers = new ArrayList<>();
    int size = 0;
    while (!waiting.isEmpty() && size < BATCH) {
      ByteBuf next = waiting.remove();
      size += next.readableBytes();
      buffers.add(next);
    }
    gathered = null;
    running = new Batch(buffers, file, written, size);
    disk.execute(running);
  }

  private void ended(Batch batch, @Nullable IOException failure) {
    running = null;
    file = batch.file;
    if (closed) {
      batch.release();
      leftMemory(batch.size);
      closeFile();
    } else if (failure == null) {
      batch.release();
      written += batch.size;
      leftMemory(batch.size);
      startBatch();
      progress.stored();
    } else {
      broken = true;
      for (int i = batch.buffers.size() - 1; i >= 0; i--) {
        waiting.addFirst(batch.buffers.get(i));
      }
      progress.failed(failure);
    }
  }

  /** One turn at the disk: owns its buffers and the file until it reports back to the loop. */
  private final class Batch implements Runnable {

    private final List<ByteBuf> buffers;
    private final ByteBuffer[] views;
    private final long start;
    private final int size;
    private @Nullable UnlinkedFile file;

    Batch(List<ByteBuf> buffers, @Nullable UnlinkedFile file, long start, int size) {
      this.buffers = buffers;
      this.file = file;
      this.start = start;
      this.size = size;
      // Views made here, on the loop: a buffer's own are not for two threads.
      this.views = buffers.stream().map(ByteBuf::nioBuffer).toArray(ByteBuffer[]::new);
    }

    @Override
    public void run() {
      IOException failure = null;
      try {
        write();
      } catch (IOException e) {
        failure = e;
      } catch (UncheckedIOException e) {
        failure = e.getCause();
      } catch (RuntimeException | Error e) {
        // Whoever waits for this batch has to hear of its end, whatever that was.
        failure = new IOException("writing failed: " + e, e);
      }
      IOException outcome = failure;
      try {
        loop.execute(() -> ended(this, outcome));
      } catch (RejectedExecutionException e) {
        abandon(); // the loop ended with the server, and nobody reads the file any more
      }
    }

    private void abandon() {
      release();
      if (file != null) {
        file.close();
      }
    }

    private void write() throws IOException {
      if (file == null) {
        file = UnlinkedFile.create(folder);
      }
      FileChannel channel = file.channel();
      channel.position(start);
      long left = size;
      while (left > 0) {
        left -= channel.write(views);
      }
    }

    void release() {
      buffers.forEach(ByteBuf::release);
    }
  }
}
