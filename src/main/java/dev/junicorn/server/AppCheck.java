package dev.junicorn.server;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.server.Notices.Notice;
import dev.junicorn.supervisor.SupervisorListener;
import dev.junicorn.supervisor.WorkerDeath;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/**
 * A start that ends where a server would serve ({@code --check-config}): one worker loads the app,
 * in the way of every worker, and says whether it can. There is nobody to serve, and nothing is
 * touched that a running server has: no address, no pid file, no control socket.
 */
final class AppCheck implements SupervisorListener {

  private final Launch launch;
  private final StopTimes times;
  private final WorkerSide workers;
  private final CompletableFuture<Notice.Stop> end = new CompletableFuture<>();

  AppCheck(Launch launch) throws IOException {
    this.launch = launch;
    times = new ServerSettings(launch).stopTimes();
    workers = new WorkerSide(launch, this);
  }

  /** Waits for the answer, for as long as a worker may boot, or for who does not want it. */
  Outcome run() throws IOException {
    new Signals(this::received, launch.logs()).start();
    try {
      PidFile.of(launch.plan().pidFile(), launch.pid()).tryOut();
      ControlDoor.tryOut(launch.plan().control());
      workers.open();
      workers.supervisor().start();
      Notice.Stop why = end.join();
      new WorkersEnd(workers.supervisor(), times, this::warn).await();
      tell(why);
      return why.outcome();
    } finally {
      workers.endSupervision();
      workers.close();
    }
  }

  private void tell(Notice.Stop why) {
    launch
        .logs()
        .publish(
            why.outcome() == Outcome.CHECKED
                ? new ServerEvent.Decided(why.reason())
                : new ServerEvent.Stopping(why.reason()));
  }

  private void warn(String sentence) {
    launch.logs().publish(new ServerEvent.Warned(sentence));
  }

  /** Whoever is told to end has not found out, and must not say that all is well. */
  private void received(ServerSignal signal, String what) {
    switch (signal) {
      case TERM, INT, QUIT, HUP ->
          end.complete(new Notice.Stop(Outcome.CUT_SHORT, "asked to (" + what + ")", true));
      case TTIN, TTOU, USR1, USR2 -> {}
    }
  }

  @Override
  public void serving() {
    end.complete(new Notice.Stop(Outcome.CHECKED, praise(launch.plan()), true));
  }

  private static String praise(LaunchPlan plan) {
    return "Checked: %s loads with %s. A start would serve it with %d x %d slots at %s, which was not tried"
        .formatted(
            plan.app().spec(),
            plan.app().python().value(),
            plan.size().workers().value(),
            plan.size().threads().value(),
            plan.listen().binds().stream()
                .map(bind -> bind.value().toString())
                .collect(Collectors.joining(", ")));
  }

  @Override
  public void readinessChanged(boolean ready) {}

  @Override
  public void workerDied(WorkerDeath death) {
    new Deaths(launch.crashes()).tell(death);
  }

  @Override
  public void cannotBoot(boolean appFault) {
    end.complete(Notice.Stop.cannotBoot(appFault));
  }
}
