package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerLink;
import dev.junicorn.channel.WorkerListener;
import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import java.time.Duration;

/**
 * Brings what one worker says of itself from the dispatch loop to the supervisor's thread. A worker
 * that is ready gets requests without that detour.
 *
 * @param proof whether the worker is held back until its generation is proven
 */
record WorkerReports(
    Crew crew, SupervisorThread own, Dispatcher dispatcher, EventSink events, boolean proof)
    implements WorkerListener {

  /** A process that ends loses its slots first, and is no news then. */
  private static final Duration END = Duration.ofSeconds(1);

  @Override
  public void ready(WorkerLink worker) {
    if (!proof) {
      dispatcher.join(worker);
    }
    own.execute(() -> crew.booted(worker, proof));
  }

  @Override
  public void bootFailed(WorkerLink worker, boolean appFault, String message, String traceback) {
    own.execute(() -> crew.bootFailed(worker, new BootFailure(appFault, message, traceback)));
  }

  @Override
  public void warned(WorkerLink worker, String message) {
    events.publish(
        new ServerEvent.Warned(
            "Worker " + worker.id() + " (pid " + worker.pid() + "): " + message));
  }

  @Override
  public void leaving(WorkerLink worker) {
    retire(worker, Duration.ZERO, Retirement.Cause.URGENT, "somebody told it to end (SIGTERM)");
  }

  @Override
  public void worn(WorkerLink worker) {
    String reason = "it has answered " + worker.requests() + " requests (--max-requests)";
    retire(worker, Duration.ZERO, Retirement.Cause.PLANNED, reason);
  }

  @Override
  public void stuck(WorkerLink worker, String reason) {
    retire(worker, Duration.ZERO, Retirement.Cause.URGENT, reason);
  }

  @Override
  public void hopeless(WorkerLink worker, String reason) {
    own.execute(() -> crew.kill(worker.id(), reason));
  }

  @Override
  public void slotLost(WorkerLink worker) {
    retire(worker, END, Retirement.Cause.URGENT, "it has lost a thread that serves requests");
  }

  @Override
  public void lost(WorkerLink worker) {
    own.execute(() -> crew.controlEnded(worker));
  }

  private void retire(WorkerLink worker, Duration delay, Retirement.Cause cause, String reason) {
    own.after(delay, () -> crew.retire(worker.id(), new Retirement(cause, reason)));
  }
}
