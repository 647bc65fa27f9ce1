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
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How a server ends, on the main thread:
 *
 * <pre>
 *   TERM, ctl stop:   serve on for --drain-delay ─► finish, for --graceful-timeout ─► refuse ─► end
 *   handed over:                                    finish, for --graceful-timeout ─► refuse ─► end
 *   INT, QUIT, a second TERM, cannot boot:                                            refuse ─► end
 * </pre>
 */
final class StopSequence {

  private final LaunchPlan.Times times;
  private final StopTimes stopTimes;
  private final Notices notices;
  private final Readiness readiness;
  private final Systemd systemd;
  private final HttpFrontEnd front;
  private final Executor loop;
  private final Dispatcher dispatcher;
  private final Supervisor supervisor;
  private final ConsolePort console;
  private final Logs logs;

  StopSequence(
      LaunchPlan.Times times,
      StopTimes stopTimes,
      Notices notices,
      Readiness readiness,
      Systemd systemd,
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
      switch (notices.next(Duration.ofDays(1))) {
        case Notice.Stop stop -> {
          return stop(stop);
        }
        case Notice.HandedOver(long successor) -> {
          return leaveTo(successor);
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
    return notices.next(times.drainDelay()) instanceof Notice.Stop;
  }

  private Outcome leaveTo(long successor) {
    readiness.stop();
    systemd.handOver(successor);
    // Who asks for readiness asks about the service, which the successor is from now on.
    console.close();
    logs.publish(new ServerEvent.Stopping("handed over to the server with pid " + successor));
    front.leave().whenComplete((done, failure) -> notices.add(new Notice.Drained()));
    finish(times.graceful());
    return Outcome.STOPPED;
  }

  private void finish(Duration grace) {
    if (!(notices.next(grace) instanceof Notice.Drained)) {
      giveUp();
    }
    endWorkers();
  }

  /** The grace period is over, or somebody is in a hurry: who still waits is told so. */
  private void giveUp() {
    loop.execute(() -> {
      dispatcher.giveUp(new Failure.Stopping());
      front.closeNow(new Failure.Stopping());
    });
    if (!(notices.next(stopTimes.lastWords()) instanceof Notice.Drained)) {
      logs.publish(new ServerEvent.Warned("Some clients did not take their last answer in time."));
    }
  }

  private void endWorkers() {
    try {
      supervisor
          .stop()
          .toCompletableFuture()
          .get(stopTimes.workersEnd().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      logs.publish(
          new ServerEvent.Warned(
              "Workers did not end within %.1f s and are killed."
                  .formatted(stopTimes.workersEnd().toMillis() / 1000.0)));
      supervisor.kill();
    } catch (ExecutionException e) {
      logs.publish(new ServerEvent.Warned("Ending the workers failed: " + e.getCause()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
