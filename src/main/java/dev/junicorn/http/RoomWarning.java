package dev.junicorn.http;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent.Warned;
import java.time.Duration;

/**
 * Tells, once a minute at most, that apps wait because the answers that clients have not taken fill
 * all the room there is for them.
 *
 * <p>Confined to the loop; times are monotonic nanoseconds.
 */
final class RoomWarning {

  static final String SENTENCE =
      "The answers that clients have not taken yet fill %d GiB of files, which is all there is for them: apps wait until there is room. Until then a client that takes less than %d bytes a second for %d s is cut."
          .formatted(
              Bounds.ANSWER_SPOOLS >> 30, Bounds.RATE, Bounds.ANSWER_GRACE_LEAST.toSeconds());

  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Budget answerSpools;
  private final EventSink events;
  private long nextWarning;

  RoomWarning(Budget answerSpools, EventSink events, long now) {
    this.answerSpools = answerSpools;
    this.events = events;
    this.nextWarning = now;
  }

  /** Looks, once a second, whether there is something to tell. */
  void sweep(long now) {
    if (answerSpools.isSpent() && now - nextWarning >= 0) {
      nextWarning = now + PAUSE.toNanos();
      events.publish(new Warned(SENTENCE));
    }
  }
}
