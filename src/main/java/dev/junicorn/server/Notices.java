package dev.junicorn.server;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the main thread waits for, from any thread. At most a few at a time: each is a signal, a
 * command, or the end of something.
 */
final class Notices {

  /** What happened. */
  sealed interface Notice {

    /**
     * Somebody or something wants the server to end.
     *
     * @param quick whether nobody shall be waited for
     */
    record Stop(Outcome outcome, String reason, boolean quick) implements Notice {}

    /** Another server has taken the sockets over and is ready. */
    record HandedOver(long successor) implements Notice {}

    /** The last client has its answer. */
    record Drained() implements Notice {}
  }

  private final BlockingQueue<Notice> queue = new LinkedBlockingQueue<>();

  void add(Notice notice) {
    queue.add(notice);
  }

  /** The next notice, null if none comes within {@code limit}. */
  @Nullable Notice next(Duration limit) {
    try {
      return queue.poll(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Notice.Stop(Outcome.STOPPED, "interrupted", true);
    }
  }
}
