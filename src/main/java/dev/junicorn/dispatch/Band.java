package dev.junicorn.dispatch;

import java.time.Duration;
import java.util.List;

/**
 * How long a request may be expected to hold its slot: what waits together in {@link WaitQueue}.
 */
enum Band {
  /** Under 10 ms: health checks, what is cached, most pages. */
  BRIEF(Duration.ofMillis(10)),
  /** Under 100 ms. */
  SHORT(Duration.ofMillis(100)),
  /** Under a second. */
  LONG(Duration.ofSeconds(1)),
  /** Anything else. */
  LASTING(Duration.ofNanos(Long.MAX_VALUE));

  private static final List<Band> ALL = List.of(values());

  private final long endNanos;

  Band(Duration end) {
    this.endNanos = end.toNanos();
  }

  /** The one that so many nanoseconds belong to. */
  static Band of(long nanos) {
    for (Band band : ALL) {
      if (nanos < band.endNanos) {
        return band;
      }
    }
    return LASTING;
  }
}
