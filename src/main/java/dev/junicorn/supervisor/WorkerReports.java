package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerLink;
import dev.junicorn.channel.WorkerListener;
import dev.junicorn.event.ServerEvent;
import java.time.Duration;

/**
 * Brings what one worker says of itself from the dispatch loop to the supervisor's thread. A worker
 * that is ready gets requests without that detour.
 *
 * @param proof whether the worker is held back until its generation is proven
 */
record WorkerReports(SupervisorFacilities facilities, Boots boots, Crew crew, boolean proof)
    implements WorkerListener {

  /** A process that ends loses its slots first, and is no news then. */
  private static final Duration END = Duration.ofSeconds(1);

  @Override
  public void ready(WorkerLink worker) {
    if (!worker.admit()) {
      return; // too late: it is about to be killed
    }
    if (!proof) {
      facilities.loop().dispatcher().join(worker);
    }
    run(() -> boots.booted(worker, proof));
  }

  @Override
  public void bootFailed(WorkerLink worker, boolean appFault, String message, String traceback) {
    run(() -> boots.failed(worker, new BootFailure(appFault, message, traceback)));
  }

  @Override
  public void warned(WorkerLink worker, String message) {
    facilities
        .events()
        .publish(
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
    run(() -> crew.hopeless(worker.id(), reason));
  }

  @Override
  public void slotLost(WorkerLink worker) {
    retire(worker, END, Retirement.Cause.URGENT, "it has lost a thread that serves requests");
  }

  /** What it could still begin would end with it. */
  @Override
  public void lost(WorkerLink worker) {
    run(() -> crew.controlEnded(worker));
    facilities.loop().dispatcher().shun(worker.id());
  }

  private void retire(WorkerLink worker, Duration delay, Retirement.Cause cause, String reason) {
    facilities.own().after(delay, () -> crew.retire(worker.id(), new Retirement(cause, reason)));
  }

  private void run(Runnable report) {
    facilities.own().execute(report);
  }
}
