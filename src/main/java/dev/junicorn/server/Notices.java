package dev.junicorn.server;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
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
    record Stop(Outcome outcome, String reason, boolean quick) implements Notice {

      /** No worker ever booted. */
      static Stop cannotBoot(boolean appFault) {
        return appFault
            ? new Stop(Outcome.APP_LOAD_FAILED, "the app cannot be loaded", true)
            : new Stop(Outcome.WORKER_BOOT_FAILED, "no worker can be started", true);
      }
    }

    /** Another server has taken the sockets over and is ready. */
    record HandedOver(long successor) implements Notice {}

    /** The last client has its answer. */
    record Drained() implements Notice {}
  }

  private static final Notice INTERRUPTED = new Notice.Stop(Outcome.STOPPED, "interrupted", true);

  private final BlockingQueue<Notice> queue = new LinkedBlockingQueue<>();
  private final LongSupplier ticker;

  /**
   * @param ticker monotonic nanoseconds
   */
  Notices(LongSupplier ticker) {
    this.ticker = ticker;
  }

  void add(Notice notice) {
    queue.add(notice);
  }

  /**
   * The next notice that matters, null if none comes within {@code limit}. The others are passed
   * over: each comes too late, or changes nothing. One that interrupts the thread stops the server.
   */
  @Nullable Notice next(Duration limit, Predicate<Notice> matters) {
    long end = ticker.getAsLong() + limit.toNanos();
    try {
      @Nullable Notice notice;
      do {
        notice = queue.poll(end - ticker.getAsLong(), TimeUnit.NANOSECONDS);
      } while (notice != null && !matters.test(notice));
      return notice;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return INTERRUPTED;
    }
  }
}
