package dev.junicorn.supervisor;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.SupervisionEvent;
import dev.junicorn.worker.Spawner;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The loop: looks at what there is, has the {@link Reconciler} say what to do, and does it. Draws
 * the conclusions of boots, deaths and generations that come and go. Confined to the supervisor's
 * thread.
 */
final class Keeper implements CrewListener, Succession.Throne {

  /** A spawner that is well has killed its workers and has said so by then. */
  private static final Duration SPAWNER_GRACE = Duration.ofSeconds(1);

  private final SupervisorSettings settings;
  private final SupervisorThread own;
  private final SupervisorListener listener;
  private final EventSink events;
  private final Setbacks setbacks;
  private final Crew crew;
  private final Boots boots;
  private final Succession succession;
  private final Availability availability;
  private final AutoWorkers auto;
  private final FirstBoots firstBoots;
  private final Alarm nextLook;
  private final Goals goals = new Goals();
  private final CompletableFuture<@Nullable Void> allGone = new CompletableFuture<>();

  private int wantedWorkers;
  private int wantedThreads;
  private boolean reconcileDue;
  private boolean stopping;
  private volatile boolean ready;
  private volatile boolean grows;

  Keeper(
      SupervisorFacilities facilities,
      Spawner.Starter starter,
      SupervisorListener listener,
      RandomGenerator random) {
    this.settings = facilities.settings();
    this.own = facilities.own();
    this.events = facilities.events();
    this.listener = listener;
    this.setbacks = new Setbacks(own.time()::awake, random);
    this.nextLook = new Alarm(own, this::reconcile);
    this.auto = new AutoWorkers(settings.plan().size(), settings.machine());
    this.wantedWorkers = auto.atFirst();
    this.wantedThreads = settings.plan().size().threads().value();
    this.grows = settings.plan().size().grows();
    Wear wear = new Wear(settings.plan().recycling());
    this.crew = new Crew(facilities, this);
    this.firstBoots = new FirstBoots(crew);
    this.boots = new Boots(facilities, crew, this, () -> wear.requestLimit(random.nextDouble()));
    this.succession = new Succession(facilities, starter, boots, crew, this);
    this.availability =
        new Availability(
            facilities.loop(), events, settings.watches(), settings.plan().faults().debugErrors());
  }

  Crew crew() {
    return crew;
  }

  Boots boots() {
    return boots;
  }

  Succession succession() {
    return succession;
  }

  Goals goals() {
    return goals;
  }

  /** Whether at least one worker takes requests. Readable from any thread. */
  boolean ready() {
    return ready;
  }

  boolean stopping() {
    return stopping;
  }

  int workers() {
    return wantedWorkers;
  }

  /** How many threads each worker should have. */
  @Override
  public int threads() {
    return wantedThreads;
  }

  /** Whether the server may add to the size by itself. Readable from any thread. */
  boolean grows() {
    return grows;
  }

  /** From now on the size changes only where somebody asks for it, or memory does not carry it. */
  void stopGrowing() {
    grows = false;
  }

  /** From now on the number of workers is what somebody has asked for. */
  void closeAutomaticWorkers() {
    auto.close();
  }

  /**
   * @param reason for the log
   */
  void resize(int workers, int threads, String reason) {
    events.publish(new SupervisionEvent.Resized(workers, threads, reason));
    wantedWorkers = workers;
    wantedThreads = threads;
    changed();
  }

  /** Completes when every worker is gone. */
  CompletableFuture<@Nullable Void> stop() {
    stopping = true;
    succession.stop();
    goals.giveUp(BootFailure.ofServer("The server is stopping."));
    crew.stop();
    completeIfAllGone();
    return allGone;
  }

  /** Ends what is left, at once. */
  void kill() {
    stopping = true;
    crew.killAll();
    succession.closeAll();
    own.after(SPAWNER_GRACE, succession::destroyAll);
  }

  // --- the loop

  /** Has the next step look at everything, once, however many changes there are until then. */
  @Override
  public void changed() {
    if (!reconcileDue) {
      reconcileDue = true;
      own.execute(this::reconcile);
    }
  }

  private void reconcile() {
    reconcileDue = false;
    Generation serving = succession.serving();
    if (!stopping && serving != null) {
      firstBoots.hopeless().ifPresent(why -> neverBooted(serving, why));
    }
    if (stopping) {
      completeIfAllGone();
      return;
    }
    Reconciler.plan(desired(), crew.views(), setbacks.backoff(), own.time().awake())
        .forEach(this::perform);
    updateReadiness();
    if (isSettled()) {
      succession.settled(wantedWorkers);
    }
    goals.check();
  }

  Desired desired() {
    Generation serving = succession.serving();
    Generation candidate = succession.candidate();
    return new Desired(
        wantedWorkers,
        wantedThreads,
        serving == null ? 0 : serving.number(),
        candidate == null ? 0 : candidate.number(),
        serving != null
            && serving.is(GenerationState.SERVING)
            && serving.hasSpawner()
            && !firstBoots.inDoubt());
  }

  /** Whether the wanted workers, and no others, take requests. */
  boolean isSettled() {
    return Reconciler.settled(desired(), crew.views());
  }

  private void perform(Action action) {
    switch (action) {
      case Action.Fork(String reason) -> fork(reason);
      case Action.Drain(int worker, Retirement why) -> crew.drain(worker, why);
      case Action.End(int worker, String reason) -> crew.end(worker, reason);
      case Action.Kill(int worker, String reason) -> crew.kill(worker, reason);
      case Action.LookAgain(long at) -> nextLook.notAfter(at);
    }
  }

  private void fork(String reason) {
    Generation serving = succession.serving();
    if (serving == null) {
      return;
    }
    try {
      boots.fork(serving, wantedThreads, reason, false);
    } catch (IOException e) {
      String sentence = "Cannot prepare a worker: " + Reason.of(e);
      events.publish(new ServerEvent.Warned(sentence));
      notStarted(BootFailure.ofServer(sentence));
      setbacks.count(false);
      changed();
    }
  }

  private void updateReadiness() {
    boolean now = crew.has(worker -> worker.is(WorkerState.READY));
    if (now && firstBoots.ready()) {
      listener.serving();
    }
    if (now != ready) {
      ready = now;
      listener.readinessChanged(now);
    }
    availability.update(now, 1 + (int) setbacks.pause().toSeconds());
  }

  // --- what became of workers

  @Override
  public void booted(ManagedWorker worker) {
    succession.booted(worker);
    measure(worker);
    changed();
  }

  /** The first worker of the generation that serves says how many memory carries. */
  private void measure(ManagedWorker worker) {
    boolean serves = worker.is(WorkerState.READY) && worker.generation() == succession.serving();
    if (stopping || !serves) {
      return;
    }
    auto.decide(worker, crew.workers(), wantedWorkers)
        .ifPresent(count -> resize(count.value(), wantedThreads, count.source()));
  }

  @Override
  public void bootFailed(ManagedWorker worker, BootFailure failure) {
    if (stopping) {
      return;
    }
    if (worker.generation() == succession.candidate()) {
      succession.failed(worker, failure);
      return;
    }
    boolean atFirst = firstBoots.nobodyWasReady();
    if (!atFirst || firstBoots.failed(failure)) {
      events.publish(
          new ServerEvent.WorkerBootFailed(
              worker.id(), worker.pid(), failure.message(), failure.traceback()));
    }
    if (atFirst) {
      changed();
    } else {
      notStarted(failure);
    }
  }

  @Override
  public void unfit(ManagedWorker worker, BootFailure why) {
    succession.failed(worker, why);
  }

  @Override
  public void forkFailed(ManagedWorker worker, BootFailure failure) {
    succession.failed(worker, failure);
    notStarted(failure);
  }

  @Override
  public void died(ManagedWorker worker, WorkerState before, WorkerDeath death) {
    // Where none could boot, the reason why was told, and is the last word; where there was no
    // process, none has ended.
    boolean toldWhy = firstBoots.inDoubt() || (stopping && !firstBoots.everReady());
    if (death.pid() > 0 && !toldWhy) {
      listener.workerDied(death);
    }
    if (before == WorkerState.BOOTING && !worker.bootFailureTold() && !death.expected()) {
      bootFailed(worker, BootFailure.ofEnd(death.how()));
    }
    if (worker.generation() == succession.candidate()) {
      succession.failed(
          worker, BootFailure.ofServer("Its first worker ended: " + death.how().describe()));
    } else if (!death.expected() && !before.isOnItsWayOut()) {
      setbacks.count(before == WorkerState.READY);
    }
    succession.closeRetired(worker.generation());
    changed();
  }

  // --- what became of generations

  @Override
  public void takenOver(Generation generation) {
    setbacks.forget();
    availability.takenOver();
    crew.workers().stream()
        .filter(worker -> worker.generation() == generation)
        .forEach(this::measure);
    changed();
  }

  @Override
  public void refused(BootFailure why) {
    availability.refused(why);
    Generation serving = succession.serving();
    if (serving != null && serving.is(GenerationState.ORPHANED)) {
      setbacks.count(false);
      succeedOrphans();
    }
    changed();
  }

  @Override
  public void lost(Generation generation, BootFailure why) {
    if (stopping || generation.is(GenerationState.GONE)) {
      return;
    }
    if (firstBoots.nobodyWasReady()) {
      events.publish(
          new ServerEvent.Failed((why.message() + "\n" + why.traceback()).stripTrailing()));
      neverBooted(generation, why);
      return;
    }
    generation.moveTo(GenerationState.ORPHANED);
    events.publish(
        new ServerEvent.Warned(
            why.message() + ". Its workers serve on until a new generation takes their place."));
    // It cannot replace the old generation's workers any more: nobody may wait for that.
    succession.unsettled(why);
    setbacks.count(false);
    succeedOrphans();
  }

  /** A new generation for the one without a spawner, when the pause after the deaths is over. */
  private void succeedOrphans() {
    own.after(
        setbacks.pause(),
        () -> {
          Generation serving = succession.serving();
          boolean orphaned = serving != null && serving.is(GenerationState.ORPHANED);
          if (!stopping && orphaned && succession.candidate() == null) {
            succession.begin("the spawner has to be replaced", new CompletableFuture<>());
          }
        });
  }

  /** Nobody was ever ready: the end, unless a developer is about to correct the file. */
  private void neverBooted(Generation generation, BootFailure why) {
    firstBoots.forget();
    if (settings.watches()) {
      availability.neverBooted(why);
      crew.discard(generation);
      changed();
    } else {
      stopping = true;
      listener.cannotBoot(why.appFault());
    }
  }

  /** A worker of the generation that serves did not come up. */
  private void notStarted(BootFailure why) {
    if (!settings.watches() && firstBoots.nobodyWasReady()) {
      firstBoots.notForked(why);
    }
    availability.bootFailed(why);
    goals.giveUp(why);
    succession.unsettled(why);
  }

  private void completeIfAllGone() {
    if (stopping && crew.isEmpty()) {
      succession.closeAll();
      allGone.complete(null);
    }
  }
}
