package dev.junicorn.server;

import dev.junicorn.dispatch.WarmUpPing;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.forensics.CrashReports;
import dev.junicorn.http.HttpFrontEnd;
import dev.junicorn.log.Logs;
import dev.junicorn.plan.Bind;
import dev.junicorn.plan.Sourced;
import dev.junicorn.posix.Scheduling;
import dev.junicorn.server.Notices.Notice;
import dev.junicorn.supervisor.Supervisor;
import dev.junicorn.supervisor.SupervisorListener;
import dev.junicorn.supervisor.WorkerDeath;
import io.netty.channel.EventLoop;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

/**
 * The parts of a server and their order. Built top to bottom, started in order, stopped in reverse:
 *
 * <pre>
 *   start:  worker port ─► front end (listens; requests wait) ─► supervisor (workers boot)
 *   stop:   front end (accepts no more, finishes) ─► supervisor (workers end) ─► worker port ─► loop
 * </pre>
 *
 * A server that takes over from another listens, and takes what bears its name, when its workers
 * have booted: until then the other one serves, and keeps serving if they do not.
 */
final class RunningServer {

  private final Launch launch;
  private final Logs logs;
  private final CrashReports crashes;
  private final Insight insight;
  private final ConsolePort console;
  private final ServerSettings settings;
  private final Notices notices = new Notices(System::nanoTime);
  private final Readiness readiness = new Readiness();
  private final Takeover takeover;
  private final PidFile pidFile;
  private final Systemd systemd;
  private final ScheduledExecutorService housekeeping = OneThread.named("junicorn-housekeeping");
  private final WorkerSide workers;
  private final EventLoop loop;
  private final WarmUpPing warmUp;
  private final HttpFrontEnd front;
  private final Supervisor supervisor;
  private final ServingParts parts;
  private final Handover handover;
  private final Reloads reloads;
  private final Lookout lookout;
  private final AutoSizing autoSizing;
  private final ControlRoom controlRoom;
  private final ControlDoor controlDoor;

  RunningServer(Launch launch) throws IOException {
    this.launch = launch;
    logs = launch.logs();
    crashes = launch.crashes();
    insight = launch.insight();
    settings = new ServerSettings(launch);
    takeover = Takeover.of(launch.environment());
    pidFile = PidFile.of(launch.plan().pidFile(), launch.pid());
    systemd = Systemd.of(launch.environment(), logs);
    workers = new WorkerSide(launch, new WorkerNotices());
    loop = workers.loop();
    Optional<String> warmUpPath = launch.plan().platform().warmUpPath();
    warmUp = new WarmUpPing(warmUpPath.orElse(""), workers.gate());
    front =
        new HttpFrontEnd(
            loop,
            settings.http(),
            warmUpPath.isPresent() ? warmUp : workers.gate(),
            crashes,
            workers.time(),
            InstantSource.system());
    supervisor = workers.supervisor();
    parts =
        new ServingParts(loop, workers.port(), workers.dispatcher(), front, supervisor, readiness);
    handover = new Handover(launch, loop, front, pid -> notices.add(new Notice.HandedOver(pid)));
    reloads = new Reloads(supervisor, systemd, System::nanoTime);
    lookout = new Lookout(parts, workers.inspection(), System::nanoTime);
    Counsel counsel = new Counsel(insight::observation, System::nanoTime);
    autoSizing = new AutoSizing(supervisor, counsel, System::nanoTime);
    controlRoom = new ControlRoom(launch, parts, reloads, notices, counsel, System::nanoTime);
    controlDoor = new ControlDoor(launch, takeover.isWanted(), controlRoom);
    console =
        new ConsolePort(
            launch.plan().insight().console(),
            logs,
            workers.time(),
            insight,
            new ConsoleView(insight, controlRoom),
            new ConsoleOrders(supervisor, reloads, logs));
  }

  /** Starts everything, waits for a reason to stop, stops everything. */
  Outcome runUntilStopped() throws IOException {
    new Signals(new SignalCommands(notices, reloads, supervisor, handover, logs), logs).start();
    try {
      if (!takeover.isWanted()) {
        pidFile.claim();
      }
      Awaited.result(takeover.receive(loop), "Cannot take over from the running server");
      workers.open();
      if (!takeover.isWanted()) {
        listen();
        controlDoor.open();
      }
      insight.start(settings.setup(), lookout, parts, autoSizing);
      if (!takeover.isWanted()) {
        console.open(readiness, settings.spoolFolder());
      }
      loop.execute(Scheduling::yieldOnWakeUp);
      OrphanReaper.start(launch.pid(), housekeeping);
      supervisor.start();
      startWatchdog();
      workers
          .inspection()
          .execute(() -> PrivateFolder.removeLeftovers(launch.folder().resolveSibling("")));
      return stopSequence().awaitAndStop();
    } finally {
      shutDown();
    }
  }

  private void listen() throws IOException {
    for (Sourced<Bind> bind : launch.plan().listen().binds()) {
      listen(bind);
    }
  }

  private void listen(Sourced<Bind> bind) throws IOException {
    String what = "Cannot listen on " + bind.value() + " (" + bind.source() + ")";
    String address =
        Awaited.result(
            front.listen(settings.address(bind.value(), takeover.descriptor(bind.value()))), what);
    controlRoom.listensAt(address);
    logs.publish(new ServerEvent.Listening(address));
  }

  private void startWatchdog() {
    Systemd.watchdogLimit(launch.environment(), launch.pid(), takeover.isWanted())
        .ifPresent(limit ->
            new Watchdog(systemd, List.of(loop, workers.supervision()), logs)
                .start(housekeeping, limit));
  }

  private StopSequence stopSequence() {
    return new StopSequence(
        settings.stopTimes(),
        notices,
        new Farewell(readiness, systemd, console, logs),
        handover,
        parts);
  }

  private void shutDown() throws IOException {
    Closing.inOrder(
        List.of(
            console::close,
            insight::close,
            handover::abandon,
            workers::endSupervision, // before those that its steps send tasks to
            () -> OneThread.end(housekeeping, settings.stopTimes().lastWords()),
            controlDoor, // after what may be opening it
            workers::close,
            pidFile::remove));
  }

  /** From the supervisor's thread to those that wait for it. */
  private final class WorkerNotices implements SupervisorListener {

    @Override
    public void serving() {
      readiness.workersReady(true);
      loop.execute(warmUp::open);
      if (takeover.isWanted()) {
        housekeeping.execute(this::replacePredecessor);
      } else {
        announce();
      }
    }

    private void announce() {
      if (readiness.state() == Readiness.State.STOPPING) {
        return; // what waits is answered, and nobody is to send more
      }
      logs.publish(new ServerEvent.Decided("Ready: requests are answered from now on."));
      systemd.ready("Serving " + launch.plan().app().spec());
    }

    /** The other server may go when everything that bears its name bears ours. */
    private void replacePredecessor() {
      if (!readiness.isReady()) {
        return; // it was told to stop meanwhile, and the other server serves on or stops as well
      }
      try {
        listen();
      } catch (IOException e) {
        if (readiness.isLeaving()) {
          return;
        }
        String why = Reason.of(e);
        logs.publish(new ServerEvent.Failed(why));
        notices.add(new Notice.Stop(Outcome.BAD_SETTING, why, true));
        return;
      }
      orWarn(() -> console.openWhenFree(housekeeping, readiness, settings.spoolFolder()));
      orWarn(pidFile::prepare);
      orWarn(controlDoor::open);
      loop.execute(this::relievePredecessor);
    }

    /**
     * On the loop, where it is before or after a stop: who is to stop relieves nobody, and has
     * taken nothing of the other server's.
     */
    private void relievePredecessor() {
      if (!readiness.isLeaving()) {
        front.takeFiles();
        orWarn(pidFile::takeOver);
        orWarn(controlDoor::takeOver);
        takeover.ready();
        housekeeping.execute(this::announce);
      }
    }

    private void orWarn(Closeable step) {
      try {
        step.close();
      } catch (IOException e) {
        logs.publish(new ServerEvent.Warned(Reason.of(e)));
      }
    }

    @Override
    public void readinessChanged(boolean ready) {
      readiness.workersReady(ready);
      if (!ready) {
        logs.publish(new ServerEvent.Warned("No worker takes requests now."));
      }
    }

    @Override
    public void workerDied(WorkerDeath death) {
      if (death.boot().isEmpty() && readiness.state() == Readiness.State.STOPPING) {
        return; // it had nothing to finish, so the stop has ended it by force: no crash
      }
      new Deaths(crashes).tell(death);
    }

    @Override
    public void cannotBoot(boolean appFault) {
      notices.add(Notice.Stop.cannotBoot(appFault));
    }
  }
}
