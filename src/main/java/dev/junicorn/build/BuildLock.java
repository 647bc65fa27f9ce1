package dev.junicorn.build;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One build per folder at a time. The kernel holds the lock and frees it when its process ends,
 * however it ends.
 */
final class BuildLock implements AutoCloseable {

  /** Large installations take many minutes; what takes longer than this hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final Duration PAUSE = Duration.ofMillis(200);

  private static final int PID_DIGITS = 10;

  private final FileChannel channel;

  private BuildLock(FileChannel channel) {
    this.channel = channel;
  }

  /** Waits for the lock; says so once where it is taken. */
  static BuildLock acquire(Workshop workshop, BuildReport report, LongSupplier nanoTime)
      throws IOException, InterruptedException, BuildFailure {
    Path file = workshop.lock();
    FileChannel channel = open(workshop, file);
    BuildLock lock = new BuildLock(channel);
    try {
      lock.await(file, report, nanoTime);
      return lock;
    } catch (IOException | InterruptedException | BuildFailure e) {
      channel.close();
      throw e;
    }
  }

  private static FileChannel open(Workshop workshop, Path file) throws BuildFailure {
    try {
      return FileChannel.open(
          file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw workshop.cannotBeWritten(e);
    }
  }

  private void await(Path file, BuildReport report, LongSupplier nanoTime)
      throws IOException, InterruptedException, BuildFailure {
    long end = nanoTime.getAsLong() + PATIENCE.toNanos();
    boolean said = false;
    while (attempt().isEmpty()) {
      if (!said) {
        said = true;
        report.say(
            "another build (pid %s) is at work in this folder; waiting for it ..."
                .formatted(holder()));
      }
      if (nanoTime.getAsLong() - end > 0) {
        throw new BuildFailure(
            "Another build (pid %s) has held %s for %d minutes."
                .formatted(holder(), file, PATIENCE.toMinutes()),
            "See what it does; end it if it hangs, and build again.");
      }
      Thread.sleep(PAUSE);
    }
    channel.truncate(0);
    channel.write(
        ByteBuffer.wrap(
            String.valueOf(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
        0);
  }

  private Optional<FileLock> attempt() throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty(); // another thread of this process has it
    }
  }

  /**
   * Reads through the channel that is open: closing another one of the same file would free the
   * locks that this process has on it (POSIX, fcntl).
   */
  private String holder() throws IOException {
    ByteBuffer text = ByteBuffer.allocate(PID_DIGITS);
    channel.read(text, 0);
    String pid = StandardCharsets.ISO_8859_1.decode(text.flip()).toString();
    return pid.matches("\\d+") ? pid : "unknown";
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
