package dev.junicorn.top;

import dev.junicorn.observation.SlotSeen;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the server again and again, on a thread of its own ({@code junicorn-top}): a server that
 * takes its time does not keep the keys from working.
 */
final class Watcher implements AutoCloseable {

  /** What came of a look; the reader takes each once. */
  sealed interface News {}

  record Seen(Picture picture) implements News {}

  record Gone(String why) implements News {}

  /** The answer to a question. */
  record Stack(List<String> lines) {}

  /** One question at a time is enough for one pair of hands. */
  private static final int MOST_QUESTIONS = 1;

  private final Feed feed;
  private final Duration interval;
  private final BlockingQueue<SlotSeen> questions = new LinkedBlockingQueue<>(MOST_QUESTIONS);

  /** Only the newest counts: a picture that nobody drew is not missed. */
  private final AtomicReference<@Nullable News> look = new AtomicReference<>();

  private final AtomicReference<@Nullable Stack> stack = new AtomicReference<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("junicorn-top").unstarted(this::run);

  Watcher(Feed feed, Duration interval) {
    this.feed = feed;
    this.interval = interval;
  }

  void start() {
    thread.start();
  }

  /** The result of the newest look, unless it was taken before. */
  Optional<News> look() {
    return Optional.ofNullable(look.getAndSet(null));
  }

  /** The stack that was asked for, once it is there. */
  Optional<Stack> stack() {
    return Optional.ofNullable(stack.getAndSet(null));
  }

  /** Asks for a slot's stack; passed over while another question waits. */
  void ask(SlotSeen slot) {
    questions.offer(slot);
  }

  @Override
  public void close() {
    thread.interrupt();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        lookNow();
        SlotSeen asked = questions.poll(interval.toNanos(), TimeUnit.NANOSECONDS);
        if (asked != null) {
          stack.set(new Stack(stackNow(asked)));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lookNow() {
    try {
      feed.look().ifPresent(picture -> look.set(new Seen(picture)));
    } catch (GoneException e) {
      look.set(new Gone(String.valueOf(e.getMessage())));
    }
  }

  private List<String> stackNow(SlotSeen slot) {
    try {
      return feed.stack(slot.worker(), slot.slot());
    } catch (GoneException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }
}
