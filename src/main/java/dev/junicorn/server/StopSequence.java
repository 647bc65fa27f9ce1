package dev.junicorn.server;

import dev.junicorn.exchange.Failure;
import dev.junicorn.server.Notices.Notice;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a server ends, on the main thread:
 *
 * <pre>
 *   TERM, ctl stop:   serve on for --drain-delay ─► finish, for --graceful-timeout ─► refuse ─► end
 *   handed over:                                    finish, for --graceful-timeout ─► refuse ─► end
 *   INT, QUIT, a second TERM, cannot boot:                                            refuse ─► end
 * </pre>
 *
 * <pre>
 *                 serving                    serving on    finishing   refusing   ending
 *   stop          begins, ends a handover    no longer     refuse      –          –
 *   handed over   leaves to the successor    cannot come   –           –          –
 *   drained       cannot come                cannot come   end         end        –
 *   time is over  –                          finish        refuse      end        kill
 * </pre>
 *
 * A stop and a successor that gets ready may come at the same time: the first of them on the loop
 * counts. A stop that comes second finds the service in the successor's hands and ends this server
 * alone, which it does already: only one more is a hurry. A successor that comes second is told to
 * end.
 */
final class StopSequence {

  private final StopTimes times;
  private final Notices notices;
  private final Farewell farewell;
  private final Handover handover;
  private final ServingParts parts;

  /** Whether somebody has asked for the end: who asks again is in a hurry. */
  private boolean asked;

  StopSequence(
      StopTimes times, Notices notices, Farewell farewell, Handover handover, ServingParts parts) {
    this.times = times;
    this.notices = notices;
    this.farewell = farewell;
    this.handover = handover;
    this.parts = parts;
  }

  /** Waits for a reason to end, and ends. */
  Outcome awaitAndStop() {
    while (true) {
      switch (notices.next(Duration.ofDays(1), _ -> true)) {
        case Notice.Stop stop -> {
          asked = true;
          OptionalLong successor = handover.abandon();
          return successor.isPresent() ? leaveTo(successor.getAsLong(), stop) : stop(stop);
        }
        case Notice.HandedOver(long successor) -> {
          return leaveTo(successor, null);
        }
        case Notice.Drained _ -> {}
        case null -> {}
      }
    }
  }

  private Outcome stop(Notice.Stop stop) {
    farewell.notReady();
    boolean inPeace = stop.outcome() == Outcome.STOPPED && !stop.quick();
    boolean hurried = !inPeace || delay(stop);
    farewell.stopping(stop.reason());
    parts.front().drain().whenComplete((done, failure) -> notices.add(new Notice.Drained()));
    finish(hurried ? Duration.ZERO : times.graceful());
    return stop.outcome();
  }

  /** Serves on while a load balancer finds out; true if somebody got impatient. */
  private boolean delay(Notice.Stop stop) {
    if (!times.drainDelay().isPositive()) {
      return false;
    }
    farewell.delayed(stop.reason(), times.drainDelay());
    return notices.next(times.drainDelay(), this::hurries) != null;
  }

  /**
   * @param stop what else was asked for meanwhile; null for nothing
   */
  private Outcome leaveTo(long successor, Notice.@Nullable Stop stop) {
    farewell.handedOver(successor);
    parts.front().leave().whenComplete((done, failure) -> notices.add(new Notice.Drained()));
    finish(stop != null && stop.quick() ? Duration.ZERO : times.graceful());
    return Outcome.STOPPED;
  }

  private void finish(Duration grace) {
    Notice end = notices.next(grace, notice -> isDrained(notice) || hurries(notice));
    if (end == null || !isDrained(end)) {
      giveUp();
    }
    new WorkersEnd(parts.supervisor(), times, farewell::warn).await();
  }

  private boolean hurries(Notice notice) {
    if (!(notice instanceof Notice.Stop stop)) {
      return false;
    }
    boolean again = asked;
    asked = true;
    return again || stop.quick();
  }

  private static boolean isDrained(Notice notice) {
    return notice instanceof Notice.Drained;
  }

  /** The grace period is over, or somebody is in a hurry: who still waits is told so. */
  private void giveUp() {
    parts
        .loop()
        .execute(() -> {
          parts.dispatcher().giveUp(new Failure.Stopping());
          parts.front().closeNow(new Failure.Stopping());
        });
    if (notices.next(times.lastWords(), StopSequence::isDrained) == null) {
      farewell.warn("Some clients did not take their last answer in time.");
      // Here, not with the loop: what is to be told of their requests has to be in the logs.
      parts.front().cut();
      notices.next(times.lastWords(), StopSequence::isDrained);
    }
  }
}
