package dev.junicorn.server;

import dev.junicorn.channel.Inspector;
import dev.junicorn.channel.WorkerPort;
import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.dispatch.Gate;
import dev.junicorn.dispatch.WarmUpPing;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.forensics.CrashReports;
import dev.junicorn.forensics.WorkerEnd;
import dev.junicorn.http.EpollIo;
import dev.junicorn.http.HttpFrontEnd;
import dev.junicorn.log.Logs;
import dev.junicorn.plan.Bind;
import dev.junicorn.plan.Sourced;
import dev.junicorn.posix.Scheduling;
import dev.junicorn.protocol.RequestEncoder;
import dev.junicorn.server.Notices.Notice;
import dev.junicorn.supervisor.DispatchLoop;
import dev.junicorn.supervisor.Supervisor;
import dev.junicorn.supervisor.SupervisorFacilities;
import dev.junicorn.supervisor.SupervisorListener;
import dev.junicorn.supervisor.SupervisorThread;
import dev.junicorn.supervisor.WorkerDeath;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

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
  private final MultiThreadIoEventLoopGroup loops;
  private final EventLoop loop;
  private final ScheduledExecutorService supervision = thread("junicorn-supervisor");
  private final ScheduledExecutorService inspection = thread("junicorn-inspector");
  private final ScheduledExecutorService housekeeping = thread("junicorn-housekeeping");
  private final WorkerPort port;
  private final Dispatcher dispatcher;
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
    loops =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("junicorn-loop", true),
            EpollIo.factory(() -> new TakeTogether(this::answersAreNear)));
    loop = loops.next();
    port =
        new WorkerPort(
            loop,
            settings.spoolFolder(),
            new RequestEncoder("junicorn", launch.scriptName()),
            new Inspector(inspection, System::nanoTime),
            crashes);
    dispatcher = new Dispatcher(loop, settings.dispatch(), crashes, System::nanoTime);
    Gate gate = new Gate(dispatcher);
    Optional<String> warmUpPath = launch.plan().platform().warmUpPath();
    warmUp = new WarmUpPing(warmUpPath.orElse(""), gate);
    front =
        new HttpFrontEnd(
            loop,
            settings.http(),
            warmUpPath.isPresent() ? warmUp : gate,
            crashes,
            System::nanoTime,
            InstantSource.system());
    supervisor =
        new Supervisor(
            new SupervisorFacilities(
                settings.supervisor(),
                new SupervisorThread(supervision, crashes),
                new DispatchLoop(loop, port, dispatcher, gate),
                crashes,
                System::nanoTime),
            new WorkerNotices(),
            new SplittableRandom());
    parts = new ServingParts(loop, port, dispatcher, front, supervisor, readiness);
    handover = new Handover(launch, loop, front, pid -> notices.add(new Notice.HandedOver(pid)));
    reloads = new Reloads(supervisor, systemd, System::nanoTime);
    lookout = new Lookout(parts, inspection, System::nanoTime);
    Counsel counsel = new Counsel(insight::observation, System::nanoTime);
    autoSizing = new AutoSizing(supervisor, counsel, System::nanoTime);
    controlRoom = new ControlRoom(launch, parts, reloads, notices, counsel, System::nanoTime);
    controlDoor = new ControlDoor(launch, takeover.isWanted(), controlRoom);
    console =
        new ConsolePort(
            launch.plan().insight().console(),
            logs,
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
      await(takeover.receive(loop), "Cannot take over from the running server");
      await(port.open(settings.workersSocket()), "Cannot open the workers' socket");
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
      inspection.execute(() -> PrivateFolder.removeLeftovers(launch.folder().resolveSibling("")));
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
        await(
            front.listen(settings.address(bind.value(), takeover.descriptor(bind.value()))), what);
    controlRoom.listensAt(address);
    logs.publish(new ServerEvent.Listening(address));
  }

  private void startWatchdog() {
    Systemd.watchdogLimit(launch.environment(), launch.pid(), takeover.isWanted())
        .ifPresent(limit ->
            new Watchdog(systemd, List.of(loop, supervision), logs).start(housekeeping, limit));
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
    long limit = settings.stopTimes().lastWords().toMillis();
    Closing.inOrder(
        List.of(
            console::close,
            insight::close,
            handover::abandon,
            supervision::shutdownNow, // before those that its steps send tasks to
            () -> endHousekeeping(limit),
            controlDoor, // after what may be opening it
            () -> loop.execute(port::close),
            () ->
                loops
                    .shutdownGracefully(0, limit, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(limit),
            inspection::shutdownNow,
            pidFile::remove));
  }

  private void endHousekeeping(long limit) {
    housekeeping.shutdownNow();
    try {
      housekeeping.awaitTermination(limit, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** It runs from the start: when it has something to do, the system may let none be started. */
  private static ScheduledExecutorService thread(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    executor.prestartCoreThread();
    return executor;
  }

  private static <T extends @Nullable Object> T await(CompletionStage<T> stage, String what)
      throws IOException {
    try {
      return stage.toCompletableFuture().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(what + ": " + Reason.of(cause), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(what + ": interrupted", e);
    }
  }

  /** Called on the loop, for the first time before there is a dispatcher. */
  private boolean answersAreNear() {
    return dispatcher != null && dispatcher.answersAreNear();
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
      crashes.publish(
          new ServerEvent.WorkerExited(
              death.worker(),
              death.pid(),
              death.how().describe(),
              death.expected(),
              death.boot().isPresent()));
      crashes.died(
          new WorkerEnd(
              death.worker(),
              death.pid(),
              death.generation(),
              death.how(),
              death.expected(),
              death.signalSent().isPresent(),
              death.boot().isPresent(),
              death.requests()));
    }

    @Override
    public void cannotBoot(boolean appFault) {
      notices.add(
          appFault
              ? new Notice.Stop(Outcome.APP_LOAD_FAILED, "the app cannot be loaded", true)
              : new Notice.Stop(Outcome.WORKER_BOOT_FAILED, "no worker can be started", true));
    }
  }
}
