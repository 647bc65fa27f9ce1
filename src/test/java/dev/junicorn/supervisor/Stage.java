package dev.junicorn.supervisor;

import dev.junicorn.channel.FakeThread;
import dev.junicorn.channel.Inspector;
import dev.junicorn.channel.WorkerListener;
import dev.junicorn.channel.WorkerPort;
import dev.junicorn.dispatch.DispatchSettings;
import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.dispatch.Gate;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.Severity;
import dev.junicorn.event.SupervisionEvent;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.protocol.RequestEncoder;
import dev.junicorn.testing.FakeExchange;
import dev.junicorn.testing.ManualLoop;
import dev.junicorn.testing.Plans;
import dev.junicorn.worker.ExitStatus;
import dev.junicorn.worker.SpawnerSettings;
import io.netty.channel.DefaultEventLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * A supervisor without processes: its spawners are {@link FakeSpawner}s, its workers are ready when
 * the test says so, and its time is the test's.
 */
final class Stage implements SupervisorListener {

  static final Duration BOOT_LIMIT = Duration.ofSeconds(10);

  private final ManualLoop time = new ManualLoop();
  private final List<FakeSpawner> spawners = new ArrayList<>();
  private final List<ServerEvent> events = new ArrayList<>();
  private final List<String> heard = new ArrayList<>();
  private final List<Boolean> appFaults = new ArrayList<>();
  private final List<WorkerDeath> deaths = new ArrayList<>();
  private final List<Runnable> heldUp = new ArrayList<>();
  private final Map<Integer, FakeThread> threads = new HashMap<>();
  private final Map<Integer, Integer> begun = new HashMap<>();
  private final Dispatcher dispatcher;
  private final WorkerPort port;
  private final SupervisorFacilities facilities;
  private final Keeper keeper;
  private boolean loopIsHeldUp;
  private boolean loopHasEnded;

  /**
   * @param folder for the workers' files
   * @param workers how many are wanted
   */
  Stage(Path folder, int workers, boolean preload, boolean watch) {
    this(folder, workers, preload, new LaunchPlan.Reload(Optional.empty(), watch, List.of()));
  }

  Stage(Path folder, int workers, boolean preload, LaunchPlan.Reload reload) {
    SupervisorSettings settings =
        new SupervisorSettings(
            new SpawnerSettings(
                Plans.of(
                    Plans.app(folder, Path.of("/usr/bin/python3"), preload),
                    workers,
                    BOOT_LIMIT,
                    reload),
                folder,
                folder.resolve("workers.sock"),
                1),
            folder,
            () -> {
              throw new AssertionError("the size is not left to the server");
            },
            new FileLimit(() -> 0));
    dispatcher =
        new Dispatcher(
            time, new DispatchSettings(10, Duration.ZERO, Duration.ZERO, false), events::add, time);
    port =
        new WorkerPort(
            new DefaultEventLoop(),
            folder,
            new RequestEncoder("test", ""),
            new Inspector(time, time::now),
            events::add);
    facilities =
        new SupervisorFacilities(
            settings,
            new SupervisorThread(time, events::add, time),
            new DispatchLoop(this::onLoop, port, dispatcher, new Gate(dispatcher)),
            events::add);
    keeper =
        new Keeper(
            facilities,
            reports -> {
              FakeSpawner spawner = new FakeSpawner(reports);
              spawners.add(spawner);
              return spawner;
            },
            this,
            new SplittableRandom(1));
  }

  /** How many things are to be looked at later. */
  int lookedAtLater() {
    return time.waiting();
  }

  private void onLoop(Runnable task) {
    if (loopHasEnded) {
      throw new RejectedExecutionException("the loop has ended");
    }
    if (loopIsHeldUp) {
      heldUp.add(task);
    } else {
      time.execute(task);
    }
  }

  /** What is to be done on the loop waits. */
  void holdUpLoop() {
    loopIsHeldUp = true;
  }

  void letLoopGoOn() {
    loopIsHeldUp = false;
    heldUp.forEach(time::execute);
    heldUp.clear();
    settle();
  }

  /** The server ends, and a step of the supervisor's was under way. */
  void endLoop() {
    loopHasEnded = true;
  }

  /** The server has started. */
  Stage begin() {
    keeper.succession().first();
    return settle();
  }

  /** The first generation has booted and serves. */
  Stage serve() {
    begin();
    spawner(1).isReady();
    settle();
    for (ManagedWorker worker : keeper.crew().workers()) {
      boot(worker.id());
    }
    return this;
  }

  /** The spawner of that generation. */
  FakeSpawner spawner(int generation) {
    return spawners.get(generation - 1);
  }

  int generations() {
    return spawners.size();
  }

  CompletableFuture<ReloadOutcome> reload() {
    CompletableFuture<ReloadOutcome> outcome = new CompletableFuture<>();
    keeper.succession().begin("asked for", outcome);
    settle();
    return outcome;
  }

  /** The worker is forked and boots. */
  void boot(int worker) {
    spawnerOf(worker).hasForked(worker);
    settle();
    says(worker);
  }

  /** The worker says that it is ready. */
  void says(int id) {
    isAboutToSay(id);
    settle();
  }

  /** The same, which is heard when all is done that is due now. */
  void isAboutToSay(int id) {
    ManagedWorker worker = worker(id);
    WorkerListener reports = reports(worker);
    onLoop(() -> {
      reports.ready(worker.link());
      if (threads.containsKey(id)) {
        begins(id);
      }
    });
  }

  /** The worker is about to say that it cannot boot. */
  void isAboutToFail(int id) {
    ManagedWorker worker = worker(id);
    onLoop(() -> reports(worker).bootFailed(worker.link(), true, "no", "Traceback"));
  }

  /** The worker's control stream ends, and its process lives. */
  void losesControl(int id) {
    ManagedWorker worker = worker(id);
    onLoop(() -> reports(worker).lost(worker.link()));
    settle();
  }

  private WorkerListener reports(ManagedWorker worker) {
    boolean proof = worker.generation() == keeper.succession().candidate();
    return new WorkerReports(facilities, keeper.boots(), keeper.crew(), proof);
  }

  /** From now on the worker has a thread, which begins a request when it says that it is ready. */
  void connects(int id) {
    try {
      threads.put(id, FakeThread.of(worker(id).link(), port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A client's request comes. */
  FakeExchange request(String path) {
    FakeExchange exchange = new FakeExchange(path);
    dispatcher.handle(exchange);
    return exchange;
  }

  /** The worker takes a request out of its inbox and begins it, if there is one. */
  boolean begins(int worker) {
    try {
      int id = thread(worker).begin();
      begun.put(worker, id);
      return id > 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The worker answers the request that it has begun. */
  void answers(int worker) {
    try {
      thread(worker).answer(Objects.requireNonNull(begun.get(worker)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settle();
  }

  private FakeThread thread(int worker) {
    return Objects.requireNonNull(threads.get(worker));
  }

  /** The worker's process ends as it should, and its parent says so. */
  void end(int id) {
    end(id, new ExitStatus.Exited(0));
  }

  void end(int id, ExitStatus how) {
    keeper.crew().controlEnded(worker(id).link());
    spawnerOf(id).hasSeenTheEndOf(id, how);
    settle();
  }

  ManagedWorker worker(int id) {
    ManagedWorker worker = keeper.crew().find(id);
    if (worker == null) {
      throw new AssertionError("there is no worker " + id);
    }
    return worker;
  }

  private FakeSpawner spawnerOf(int worker) {
    return spawner(worker(worker).generation().number());
  }

  boolean isGone(int worker) {
    return keeper.crew().find(worker) == null;
  }

  Keeper keeper() {
    return keeper;
  }

  /** What is due now is done. */
  Stage settle() {
    return pass(Duration.ZERO);
  }

  Stage pass(Duration duration) {
    time.advance(duration.toNanos(), TimeUnit.NANOSECONDS);
    return this;
  }

  /** Lets time pass in which the server and its workers stand still. */
  Stage standStill(Duration duration) {
    time.standStill(duration.toNanos(), TimeUnit.NANOSECONDS);
    return this;
  }

  /** What the whole server has heard. */
  List<String> heard() {
    return List.copyOf(heard);
  }

  /** For each time that nobody could boot: whether that was the app's fault. */
  List<Boolean> appFaults() {
    return List.copyOf(appFaults);
  }

  /** The deaths that the whole server has heard of. */
  List<WorkerDeath> deaths() {
    return List.copyOf(deaths);
  }

  /** What was published at least as a warning. */
  List<String> complaints() {
    return events.stream()
        .filter(event -> event.severity().compareTo(Severity.WARNING) >= 0)
        .map(Object::toString)
        .toList();
  }

  /** Which workers were ended by force, and why. */
  List<String> kills() {
    return events.stream()
        .filter(SupervisionEvent.WorkerKilled.class::isInstance)
        .map(SupervisionEvent.WorkerKilled.class::cast)
        .map(killed -> "worker " + killed.worker() + ": " + killed.reason())
        .toList();
  }

  /** What workers have printed. */
  List<String> printed() {
    return events.stream()
        .filter(ServerEvent.WorkerOutput.class::isInstance)
        .map(event -> ((ServerEvent.WorkerOutput) event).line())
        .toList();
  }

  @Override
  public void serving() {
    heard.add("serving");
  }

  @Override
  public void readinessChanged(boolean ready) {
    heard.add(ready ? "ready" : "not ready");
  }

  @Override
  public void workerDied(WorkerDeath death) {
    heard.add("worker " + death.worker() + " died");
    deaths.add(death);
  }

  @Override
  public void cannotBoot(boolean appFault) {
    heard.add("cannot boot");
    appFaults.add(appFault);
  }
}
