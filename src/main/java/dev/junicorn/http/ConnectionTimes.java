package dev.junicorn.http;

import java.time.Duration;

/**
 * How long a connection has been in its state, and whether the client keeps the pace that state
 * asks for. Judged once a second, so a limit may be passed by as much. A client that still takes an
 * answer is judged by its pace alone: the clocks of idling and lingering start behind it.
 *
 * <p>Confined to the loop; times are nanoseconds in which the server did not stand still.
 */
final class ConnectionTimes {

  /** What is to be done about a connection's pace. */
  enum Verdict {
    FINE,
    CLOSE,
    HEAD_LATE,
    BODY_LATE
  }

  /** Before the first look at what a client has confirmed. */
  private static final long NOTHING_SEEN = Long.MIN_VALUE;

  private final MinimumRate rate = new MinimumRate();
  private final long keepAlive;
  private long since;
  private long heard;
  private long acceptedAtRest;
  private long seen = NOTHING_SEEN;
  private long seenAt;
  private boolean served;
  private boolean rated;
  private boolean confirmed;

  ConnectionTimes(HttpSettings settings, long now) {
    this.keepAlive = settings.keepAlive().toNanos();
    this.since = now;
    this.heard = now;
  }

  /** A new state begins. */
  void restart(long now) {
    since = now;
    heard = now;
    rated = false;
    confirmed = false;
  }

  /** The client goes on sending, though it has its last answer. */
  void heard(long now) {
    heard = now;
  }

  /** When the state began. */
  long since() {
    return since;
  }

  /** The handler has the request: no pace is asked of the client until there is an answer. */
  void startServing(Outbox outbox) {
    served = true;
    rated = false;
    seen = NOTHING_SEEN;
    acceptedAtRest = outbox.accepted();
  }

  /** Whether the client of a connection that lingers had its answer when it was last judged. */
  boolean hasAnswer() {
    return confirmed;
  }

  /** Whether a connection in this state is left over when the server drains. */
  boolean isDone(ConnectionState state, long now) {
    return switch (state) {
      case IDLE -> served || exceeds(Bounds.DRAIN_PATIENCE, now);
      case LINGERING -> confirmed && (heard == since || exceeds(Bounds.LINGER_TIME, now));
      default -> false;
    };
  }

  Verdict judge(ConnectionState state, RequestReader reader, Outbox outbox, long now) {
    return switch (state) {
      case IDLE -> isIdleTooLong(now) ? Verdict.CLOSE : Verdict.FINE;
      case HEAD -> exceeds(Bounds.HEAD_TIME, now) ? Verdict.HEAD_LATE : Verdict.FINE;
      case BODY -> isUploadTooSlow(reader, now) ? Verdict.BODY_LATE : Verdict.FINE;
      case SERVING -> isReaderTooSlow(outbox, now) ? Verdict.CLOSE : Verdict.FINE;
      case FLUSHING -> isRestTakenTooSlowly(outbox, now) ? Verdict.CLOSE : Verdict.FINE;
      case LINGERING -> isLingeringTooLong(outbox, now) ? Verdict.CLOSE : Verdict.FINE;
      case STORING, CLOSED -> Verdict.FINE;
    };
  }

  private boolean exceeds(Duration limit, long now) {
    return now - since > limit.toNanos();
  }

  /** The first request may take as long as a head: browsers connect before they have to ask. */
  private boolean isIdleTooLong(long now) {
    return now - since > (served ? keepAlive : Math.max(keepAlive, Bounds.HEAD_TIME.toNanos()));
  }

  /** While the disk is behind, it is us who do not read. */
  private boolean isUploadTooSlow(RequestReader reader, long now) {
    if (reader.isPressed()) {
      rated = false;
      return false;
    }
    long bytes = reader.bodyBytes();
    return isTooSlow(bytes, bytes, Bounds.BODY_GRACE, now);
  }

  /** While nothing waits for the client here, it is the app who does not write. */
  private boolean isReaderTooSlow(Outbox outbox, long now) {
    if (outbox.isEmpty()) {
      rated = false;
      acceptedAtRest = outbox.accepted();
      return isVanished(outbox, now);
    }
    seen = NOTHING_SEEN;
    return isTakingTooSlowly(outbox, now) || (rate.isStalled() && outbox.isHoldingApp());
  }

  /**
   * Whether the kernel delivers nothing of what it has. By itself it would try for a quarter of an
   * hour, and a stream in small pieces never fills it. No pace is asked: of such a stream something
   * is always on its way.
   */
  private boolean isVanished(Outbox outbox, long now) {
    long confirmed = outbox.confirmed();
    if (confirmed > seen || confirmed == outbox.accepted()) {
      seen = confirmed;
      seenAt = now;
    }
    return now - seenAt > Bounds.ANSWER_GRACE.toNanos();
  }

  private boolean isRestTakenTooSlowly(Outbox outbox, long now) {
    return !outbox.isConfirmed() && isTakingTooSlowly(outbox, now);
  }

  /** Closing may reset the connection, so the client has to have all of its answer before. */
  private boolean isLingeringTooLong(Outbox outbox, long now) {
    confirmed = outbox.isConfirmed();
    if (confirmed) {
      return now - heard > Bounds.LINGER_TIME.toNanos() || exceeds(Bounds.LINGER_MOST, now);
    }
    since = now;
    heard = now;
    return isTakingTooSlowly(outbox, now);
  }

  /**
   * What the client's end has taken before it is first looked at counts: it goes on reading that
   * while it asks for no more, for as long as its buffer lasts. Where others have to wait for it,
   * only what it takes now counts.
   */
  private boolean isTakingTooSlowly(Outbox outbox, long now) {
    long confirmed = outbox.confirmed();
    return isTooSlow(Math.min(acceptedAtRest, confirmed), confirmed, Bounds.ANSWER_GRACE, now)
        || (rate.isStalled() && outbox.isInTheWay());
  }

  private boolean isTooSlow(long bytesAtStart, long bytes, Duration grace, long now) {
    if (!rated) {
      rated = true;
      rate.start(bytesAtStart, now, grace.toNanos());
    }
    return rate.isMissed(bytes, now);
  }
}
