package dev.junicorn.server;

import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.http.HttpFrontEnd;
import dev.junicorn.log.Logs;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.server.Notices.Notice;
import dev.junicorn.supervisor.Supervisor;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

  private final LaunchPlan.Times times;
  private final StopTimes stopTimes;
  private final Notices notices;
  private final Readiness readiness;
  private final Systemd systemd;
  private final Handover handover;
  private final HttpFrontEnd front;
  private final Executor loop;
  private final Dispatcher dispatcher;
  private final Supervisor supervisor;
  private final ConsolePort console;
  private final Logs logs;

  /** Whether somebody has asked for the end: who asks again is in a hurry. */
  private boolean asked;

  StopSequence(
      LaunchPlan.Times times,
      StopTimes stopTimes,
      Notices notices,
      Readiness readiness,
      Systemd systemd,
      Handover handover,
      HttpFrontEnd front,
      Executor loop,
      Dispatcher dispatcher,
      Supervisor supervisor,
      ConsolePort console,
      Logs logs) {
    this.times = times;
    this.stopTimes = stopTimes;
    this.notices = notices;
    this.readiness = readiness;
    this.systemd = systemd;
    this.handover = handover;
    this.front = front;
    this.loop = loop;
    this.dispatcher = dispatcher;
    this.supervisor = supervisor;
    this.console = console;
    this.logs = logs;
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
    readiness.drain();
    boolean inPeace = stop.outcome() == Outcome.STOPPED && !stop.quick();
    boolean hurried = !inPeace || delay(stop);
    readiness.stop();
    systemd.stopping();
    logs.publish(new ServerEvent.Stopping(stop.reason()));
    front.drain().whenComplete((done, failure) -> notices.add(new Notice.Drained()));
    finish(hurried ? Duration.ZERO : times.graceful());
    return stop.outcome();
  }

  /** Serves on while a load balancer finds out; true if somebody got impatient. */
  private boolean delay(Notice.Stop stop) {
    if (!times.drainDelay().isPositive()) {
      return false;
    }
    logs.publish(
        new ServerEvent.Decided(
            "Not ready any more: %s. Serving on for %.1f s (--drain-delay)"
                .formatted(stop.reason(), times.drainDelay().toMillis() / 1000.0)));
    return notices.next(times.drainDelay(), this::hurries) != null;
  }

  /**
   * @param stop what else was asked for meanwhile; null for nothing
   */
  private Outcome leaveTo(long successor, Notice.@Nullable Stop stop) {
    readiness.stop();
    systemd.handOver(successor);
    // Who asks for readiness asks about the service, which the successor is from now on.
    console.close();
    logs.publish(new ServerEvent.Stopping("handed over to the server with pid " + successor));
    front.leave().whenComplete((done, failure) -> notices.add(new Notice.Drained()));
    finish(stop != null && stop.quick() ? Duration.ZERO : times.graceful());
    return Outcome.STOPPED;
  }

  private void finish(Duration grace) {
    Notice end = notices.next(grace, notice -> isDrained(notice) || hurries(notice));
    if (end == null || !isDrained(end)) {
      giveUp();
    }
    endWorkers();
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
    loop.execute(() -> {
      dispatcher.giveUp(new Failure.Stopping());
      front.closeNow(new Failure.Stopping());
    });
    if (notices.next(stopTimes.lastWords(), StopSequence::isDrained) == null) {
      logs.publish(new ServerEvent.Warned("Some clients did not take their last answer in time."));
    }
  }

  private void endWorkers() {
    CompletableFuture<@Nullable Void> allGone = supervisor.stop().toCompletableFuture();
    if (!isDoneWithin(stopTimes.workersEnd(), allGone)) {
      logs.publish(
          new ServerEvent.Warned(
              "Workers did not end within %.1f s and are killed."
                  .formatted(stopTimes.workersEnd().toMillis() / 1000.0)));
      supervisor.kill();
      // Their deaths are still to be concluded. Nobody can do more about one that outlives this.
      isDoneWithin(stopTimes.killedEnd(), allGone);
    }
  }

  private boolean isDoneWithin(Duration limit, CompletableFuture<@Nullable Void> allGone) {
    try {
      allGone.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      logs.publish(new ServerEvent.Warned("Ending the workers failed: " + e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
