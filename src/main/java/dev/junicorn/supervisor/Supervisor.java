package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerLink;
import dev.junicorn.channel.WorkerListener;
import dev.junicorn.channel.WorkerPort;
import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.event.DeadlineEvent;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.stack.StackReport;
import dev.junicorn.worker.ExitStatus;
import dev.junicorn.worker.SpawnerListener;
import dev.junicorn.worker.SpawnerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Starts workers, replaces dead ones, ends them. Everything is confined to the supervisor's thread;
 * reports from the spawner's reader and from the dispatch loop are handed over to it.
 *
 * <p>Longer than other files because the two listeners that hand over to this thread live inside:
 * they call nothing but this class's own steps.
 */
public final class Supervisor {

  /** How long the report of a process's end may lag behind the end of its streams. */
  private static final Duration EXIT_REPORT = Duration.ofSeconds(1);

  private final SupervisorSettings settings;
  private final SupervisorThread own;
  private final Executor loop;
  private final WorkerPort port;
  private final Dispatcher dispatcher;
  private final SupervisorListener listener;
  private final EventSink events;
  private final LongSupplier ticker;
  private final BootDeadline bootDeadline;

  private final Map<Integer, ManagedWorker> workers = new LinkedHashMap<>();
  private final CompletableFuture<@Nullable Void> allGone = new CompletableFuture<>();
  private @Nullable SpawnerProcess spawner;
  private boolean spawnerReady;
  private RestartBackoff backoff = RestartBackoff.none();
  private int lastId;
  private boolean everReady;
  private boolean stopping;
  private volatile boolean ready;
  private int wanted;

  /**
   * @param own the supervisor's thread
   * @param loop the dispatch loop, to which {@code port} and {@code dispatcher} are confined
   * @param ticker monotonic nanoseconds
   */
  public Supervisor(
      SupervisorSettings settings,
      ScheduledExecutorService own,
      Executor loop,
      WorkerPort port,
      Dispatcher dispatcher,
      SupervisorListener listener,
      EventSink events,
      LongSupplier ticker) {
    this.settings = settings;
    this.wanted = settings.workers();
    this.own = new SupervisorThread(own);
    this.loop = loop;
    this.port = port;
    this.dispatcher = dispatcher;
    this.listener = listener;
    this.events = events;
    this.ticker = ticker;
    this.bootDeadline = new BootDeadline(settings.bootTimeout(), this.own, loop);
  }

  /** Starts the spawner, and workers as soon as it is ready. */
  public void start() {
    own.execute(this::startSpawner);
  }

  /**
   * Tells every worker to end; completes when all are gone. Requests should have been answered
   * before.
   */
  public CompletionStage<@Nullable Void> stop() {
    own.execute(() -> {
      stopping = true;
      workers.values().forEach(this::end);
      completeIfAllGone();
    });
    return allGone;
  }

  /** Ends what is left, at once. */
  public void kill() {
    own.execute(() -> {
      stopping = true;
      if (spawner != null) {
        spawner.close();
      }
    });
  }

  /** Whether at least one worker takes requests. */
  public boolean ready() {
    return ready;
  }

  /** Puts a new generation in the place of the one that serves. */
  public CompletionStage<ReloadOutcome> reload(String reason) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException(reason));
  }

  /** Changes how many workers and threads are wanted; an empty value stays as it is. */
  public CompletionStage<ScaleOutcome> scale(OptionalInt workers, OptionalInt threads) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  /** Changes how many workers are wanted; there is always at least one. */
  public void addWorkers(int delta, String reason) {
    own.execute(() -> {
      wanted = Math.max(1, wanted + delta);
      events.publish(new ServerEvent.Decided(wanted + " workers are wanted (" + reason + ")"));
      reconcile();
    });
  }

  /** Replaces a worker: the new one is ready before the old one gets no more requests. */
  public CompletionStage<RecycleOutcome> recycle(int workerId, String reason) {
    return CompletableFuture.failedFuture(new UnsupportedOperationException(reason));
  }

  /** Replaces a worker that a stuck thread has made useless. */
  public void replace(int workerId, String reason) {
    own.execute(() -> {
      ManagedWorker worker = workers.get(workerId);
      if (worker != null) {
        events.publish(new ServerEvent.Warned("Replacing worker " + workerId + ": " + reason));
        leaving(worker.link());
      }
    });
  }

  /** The books as they stand. */
  public CompletionStage<SupervisorSnapshot> snapshot() {
    return CompletableFuture.failedFuture(new UnsupportedOperationException());
  }

  private void startSpawner() {
    try {
      spawnerReady = false;
      spawner =
          SpawnerProcess.start(
              settings.app(),
              settings.bridge(),
              settings.socket(),
              settings.serverPid(),
              new Reports(),
              events);
    } catch (IOException e) {
      events.publish(new ServerEvent.Failed("Cannot start the interpreter: " + e.getMessage()));
      listener.cannotBoot(false);
    }
  }

  private void reconcile() {
    if (!spawnerReady) {
      return;
    }
    int desired = stopping ? 0 : wanted;
    List<WorkerState> observed = workers.values().stream().map(ManagedWorker::state).toList();
    long now = ticker.getAsLong();
    for (Action action : Reconciler.plan(desired, observed, backoff, now)) {
      switch (action) {
        case Action.Fork(String reason) -> fork(reason);
        case Action.LookAgain(long at) -> own.after(Duration.ofNanos(at - now), this::reconcile);
      }
    }
  }

  private void fork(String reason) {
    int id = ++lastId;
    try {
      WorkerFiles files = WorkerFiles.create(settings.folder(), id, settings.threads());
      WorkerLink link = new WorkerLink(id, settings.threads(), files.board(), new Links());
      workers.put(id, new ManagedWorker(link, files, reason, ticker.getAsLong()));
      // The port must know the worker before the process exists that connects to it.
      loop.execute(() -> {
        port.expect(link);
        own.execute(() -> forkNow(id, files));
      });
    } catch (IOException e) {
      events.publish(new ServerEvent.Warned("Cannot prepare worker " + id + ": " + e.getMessage()));
      died();
    }
  }

  private void forkNow(int id, WorkerFiles files) {
    if (spawner != null) {
      spawner.fork(id, settings.threads(), files.board().path(), files.output().path());
    }
  }

  private void forked(int id, int pid) {
    ManagedWorker worker = workers.get(id);
    if (worker == null) {
      return;
    }
    worker.forked(pid);
    worker.files().output().follow(pid, events);
    events.publish(new ServerEvent.WorkerStarted(id, pid, worker.reason()));
    bootDeadline.watch(
        worker.link(),
        () -> worker.state() == WorkerState.BOOTING,
        report -> bootExceeded(worker, report));
    if (stopping) {
      end(worker);
    }
  }

  private void ready(WorkerLink link) {
    ManagedWorker worker = workers.get(link.id());
    if (worker == null || worker.state() != WorkerState.BOOTING) {
      return;
    }
    worker.moveTo(WorkerState.READY);
    Duration boot = Duration.ofNanos(ticker.getAsLong() - worker.startedAt());
    events.publish(new ServerEvent.WorkerReady(link.id(), link.pid(), link.threads(), boot));
    ready = true;
    if (!everReady) {
      everReady = true;
      listener.serving();
    }
  }

  private void bootFailed(WorkerLink link, boolean appFault, String message, String traceback) {
    ManagedWorker worker = workers.get(link.id());
    if (worker == null || stopping) {
      return;
    }
    worker.tellBootFailure();
    events.publish(new ServerEvent.WorkerBootFailed(link.id(), link.pid(), message, traceback));
    if (!everReady) {
      stopping = true;
      listener.cannotBoot(appFault);
    }
  }

  private void bootExceeded(ManagedWorker worker, StackReport report) {
    worker.tellBootFailure();
    events.publish(
        new DeadlineEvent.BootExceeded(
            worker.id(), worker.pid(), bootDeadline.limit(), report.mainText()));
    ProcessHandle.of(worker.pid()).ifPresent(ProcessHandle::destroyForcibly);
    if (!everReady) {
      stopping = true;
      listener.cannotBoot(false);
    }
  }

  /**
   * The process is gone, but its last words may still be on the control stream: its end is
   * concluded when that has ended as well. A child that the process left behind can hold the stream
   * open, so not for ever.
   */
  private void exitReported(int id, ExitStatus how) {
    ManagedWorker worker = workers.get(id);
    if (worker == null) {
      return;
    }
    worker.exitReported(how);
    if (worker.controlEnded()) {
      concludeExit(id);
    } else {
      own.after(EXIT_REPORT, () -> concludeExit(id));
    }
  }

  private void controlEnded(WorkerLink link) {
    ManagedWorker worker = workers.get(link.id());
    if (worker == null) {
      return;
    }
    worker.endControl();
    concludeExit(link.id());
  }

  private void concludeExit(int id) {
    ManagedWorker worker = workers.get(id);
    if (worker != null && worker.exit().isPresent()) {
      exited(id, worker.pid(), worker.exit().get());
    }
  }

  private void exited(int id, int pid, ExitStatus how) {
    ManagedWorker worker = workers.remove(id);
    if (worker == null) {
      return;
    }
    WorkerState before = worker.state();
    worker.moveTo(WorkerState.GONE);
    removeFiles(worker);
    loop.execute(() -> port.forget(worker.link()));
    boolean expected = stopping || before == WorkerState.ENDING || before == WorkerState.DRAINING;
    if (everReady
        || !stopping) { // else the reason why none could boot was told, and is the last word
      events.publish(new ServerEvent.WorkerExited(id, pid, how.describe(), expected));
    }
    if (before == WorkerState.BOOTING && !worker.bootFailureTold() && !stopping && !everReady) {
      events.publish(
          new ServerEvent.Failed(
              "The worker ended while it imported the app, without an error: "
                  + how.describe()
                  + ". Does the app, or a module that it imports, end the process?"));
      stopping = true;
      listener.cannotBoot(false);
    }
    if (!expected) {
      died();
    }
    completeIfAllGone();
    reconcile();
  }

  private void died() {
    backoff = backoff.afterDeath(ticker.getAsLong());
    reconcile();
  }

  /** Somebody told the worker to end: it is replaced first and ends when its requests are done. */
  private void leaving(WorkerLink link) {
    ManagedWorker worker = workers.get(link.id());
    if (worker == null || worker.state() != WorkerState.READY) {
      return;
    }
    worker.moveTo(WorkerState.DRAINING);
    loop.execute(() -> dispatcher.drain(link.id(), () -> own.execute(() -> end(worker))));
    reconcile();
  }

  /**
   * A process that ends loses its slots first; one that lives on without some of them is replaced.
   */
  private void slotLost(WorkerLink link) {
    ManagedWorker worker = workers.get(link.id());
    if (worker == null || worker.state() != WorkerState.READY) {
      return;
    }
    events.publish(
        new ServerEvent.Warned(
            "Worker "
                + link.id()
                + " (pid "
                + link.pid()
                + ") lost a thread that serves requests; another worker takes its place."));
    leaving(link);
  }

  private void end(ManagedWorker worker) {
    if (worker.state().mayBecome(WorkerState.ENDING)) {
      worker.moveTo(WorkerState.ENDING);
      loop.execute(worker.link()::stop);
    }
  }

  private void spawnerLost(ExitStatus how) {
    spawnerReady = false;
    if (stopping) {
      workers.clear();
      completeIfAllGone();
      return;
    }
    if (!everReady) {
      stopping = true;
      events.publish(
          new ServerEvent.Failed("Python could not start the worker processes: " + how.describe()));
      listener.cannotBoot(false);
      return;
    }
    events.publish(
        new ServerEvent.Warned(
            "The spawner ended (" + how.describe() + "); another one takes its place."));
    for (ManagedWorker worker : List.copyOf(workers.values())) {
      loop.execute(() -> port.forget(worker.link()));
      exited(worker.id(), worker.pid(), new ExitStatus.Unknown());
    }
    startSpawner();
  }

  private void completeIfAllGone() {
    if (stopping && workers.isEmpty()) {
      if (spawner != null) {
        spawner.close();
      }
      allGone.complete(null);
    }
  }

  private void removeFiles(ManagedWorker worker) {
    try {
      worker.files().remove();
    } catch (IOException e) {
      events.publish(new ServerEvent.Warned("Cannot remove a scoreboard: " + e.getMessage()));
    }
  }

  /** From the spawner's reader thread to the supervisor's. */
  private final class Reports implements SpawnerListener {

    @Override
    public void spawnerReady(String pythonVersion) {
      own.execute(() -> {
        spawnerReady = true;
        reconcile();
      });
    }

    @Override
    public void forked(int worker, int pid) {
      own.execute(() -> Supervisor.this.forked(worker, pid));
    }

    @Override
    public void forkFailed(int worker, String message) {
      events.publish(new ServerEvent.Warned("Cannot fork worker " + worker + ": " + message));
      own.execute(() -> Supervisor.this.exited(worker, 0, new ExitStatus.Unknown()));
    }

    @Override
    public void exited(int worker, int pid, ExitStatus how) {
      own.execute(() -> exitReported(worker, how));
    }

    @Override
    public void spawnerLost(ExitStatus how) {
      own.execute(() -> Supervisor.this.spawnerLost(how));
    }
  }

  /**
   * From the dispatch loop to the supervisor's thread; a ready worker gets requests without that
   * detour.
   */
  private final class Links implements WorkerListener {

    @Override
    public void ready(WorkerLink worker) {
      dispatcher.join(worker);
      own.execute(() -> Supervisor.this.ready(worker));
    }

    @Override
    public void bootFailed(WorkerLink worker, boolean appFault, String message, String traceback) {
      own.execute(() -> Supervisor.this.bootFailed(worker, appFault, message, traceback));
    }

    @Override
    public void warned(WorkerLink worker, String message) {
      events.publish(
          new ServerEvent.Warned(
              "Worker " + worker.id() + " (pid " + worker.pid() + "): " + message));
    }

    @Override
    public void leaving(WorkerLink worker) {
      own.execute(() -> Supervisor.this.leaving(worker));
    }

    @Override
    public void stuck(WorkerLink worker, String reason) {
      own.execute(() -> Supervisor.this.leaving(worker));
    }

    @Override
    public void slotLost(WorkerLink worker) {
      own.after(EXIT_REPORT, () -> Supervisor.this.slotLost(worker));
    }

    @Override
    public void lost(WorkerLink worker) {
      own.execute(() -> controlEnded(worker));
    }
  }
}
