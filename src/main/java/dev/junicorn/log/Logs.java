package dev.junicorn.log;

import dev.junicorn.event.EventQueue;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.Lane;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.ServerEvent.RequestServed;
import dev.junicorn.event.ServerEvent.UploadRefused;
import dev.junicorn.event.ServerEvent.WorkerOutput;
import dev.junicorn.event.Severity;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The error log and the access log. {@link #publish} is callable from any thread and only puts the
 * event into a bounded queue; one daemon thread writes. A write to a full pipe or a slow disk
 * therefore holds up that thread alone, and what piles up meanwhile beyond the queue's budgets is
 * dropped, counted and reported.
 */
public final class Logs implements EventSink, AutoCloseable {

  /** How long {@link #close} waits for what is queued. */
  private static final Duration DRAIN_LIMIT = Duration.ofSeconds(2);

  /**
   * After a burst the writer dozes this long before it asks to be woken for every event: under load
   * a wake-up for each would cost the request threads more than the line itself.
   */
  private static final Duration DOZE = Duration.ofMillis(10);

  private final EventQueue queue = new EventQueue();
  private final InstantSource clock;
  private final Severity level;
  private final boolean access;
  private final Thread writer;
  private final AtomicReference<@Nullable CompletableFuture<List<String>>> reopening =
      new AtomicReference<>();
  private volatile boolean asleep;
  private volatile boolean closing;

  private Logs(LogSettings settings, InstantSource clock, LogWriter sink) {
    this.clock = clock;
    this.level = settings.level();
    this.access = settings.access().isPresent();
    this.writer = Thread.ofPlatform().daemon().name("junicorn-log").unstarted(() -> writeAll(sink));
  }

  /** Opens the files and starts writing. */
  public static Logs open(LogSettings settings, Surroundings surroundings)
      throws LogSettingException {
    LogWriter sink = LogWriter.open(settings, surroundings);
    Logs logs = new Logs(settings, surroundings.clock(), sink);
    logs.writer.start();
    return logs;
  }

  /**
   * Looks whether the files could be opened; makes and changes none.
   *
   * @throws LogSettingException if one of them could not
   */
  public static void tryOut(LogSettings settings) throws LogSettingException {
    LogWriter.tryOut(settings);
  }

  /**
   * Opens the files by their names again, for logrotate. Callable from any thread; the writer does
   * it, between two lines.
   *
   * @return what could not be opened, and why; the old file is then written on
   */
  public CompletionStage<List<String>> reopen() {
    CompletableFuture<List<String>> mine = new CompletableFuture<>();
    CompletableFuture<List<String>> other = reopening.compareAndExchange(null, mine);
    LockSupport.unpark(writer);
    return (other == null ? mine : other).minimalCompletionStage();
  }

  /** Lines of this kind that were lost because they could not be written fast enough. */
  public long dropped(Lane lane) {
    return queue.dropped(lane);
  }

  @Override
  public void publish(ServerEvent event) {
    if (!isWanted(event) || closing) {
      return;
    }
    if (queue.offer(clock.instant(), event) && asleep) {
      asleep = false;
      LockSupport.unpark(writer);
    }
  }

  /** What the app prints is the app's, whatever the level. */
  private boolean isWanted(ServerEvent event) {
    return switch (event) {
      case RequestServed _, UploadRefused _ -> access;
      case WorkerOutput _ -> true;
      default -> event.severity().compareTo(level) >= 0;
    };
  }

  /** Writes what is queued, for at most two seconds, and closes the files. */
  @Override
  public void close() {
    close(DRAIN_LIMIT);
  }

  void close(Duration limit) {
    closing = true;
    LockSupport.unpark(writer);
    try {
      writer.join(limit);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void writeAll(LogWriter sink) {
    while (true) {
      boolean last = closing;
      boolean wrote = drain(sink);
      reopenIfAsked(sink);
      sink.settle(clock.instant(), queue);
      if (last && queue.isEmpty()) {
        sink.close();
        return;
      }
      if (wrote) {
        LockSupport.parkNanos(this, DOZE.toNanos());
      } else {
        sleep();
      }
    }
  }

  private boolean drain(LogWriter sink) {
    boolean wrote = false;
    for (EventQueue.@Nullable Entry entry = queue.poll(); entry != null; entry = queue.poll()) {
      sink.write(entry, queue);
      wrote = true;
    }
    return wrote;
  }

  private void reopenIfAsked(LogWriter sink) {
    CompletableFuture<List<String>> asked = reopening.getAndSet(null);
    if (asked != null) {
      drain(sink); // what was published before belongs in the old files
      asked.complete(sink.reopen(clock.instant()));
    }
  }

  /** A publisher sees {@code asleep} after its event is queued, so none is overlooked. */
  private void sleep() {
    asleep = true;
    if (queue.isEmpty() && !closing && reopening.get() == null) {
      LockSupport.park(this);
    }
    asleep = false;
  }
}
