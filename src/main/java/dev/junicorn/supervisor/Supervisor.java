package dev.junicorn.supervisor;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.plan.Sizing;
import dev.junicorn.worker.ProcessMemory;
import dev.junicorn.worker.SpawnerProcess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the wanted workers alive, replaces them when there is a reason to, and has generations
 * follow each other. What others may ask of it; all public methods may be called from any thread.
 */
public final class Supervisor {

  /** How often age and memory are looked at, where there is a limit to them. */
  private static final Duration WEAR_STEP = Duration.ofSeconds(1);

  private final SupervisorSettings settings;
  private final SupervisorThread own;
  private final EventSink events;
  private final Keeper keeper;
  private final Crew crew;
  private final Wear wear;

  /**
   * @param random for what must not happen everywhere at once
   */
  public Supervisor(
      SupervisorFacilities facilities, SupervisorListener listener, RandomGenerator random) {
    this.settings = facilities.settings();
    this.own = facilities.own();
    this.events = facilities.events();
    this.keeper =
        new Keeper(
            facilities,
            reports -> SpawnerProcess.start(settings.spawner(), reports, events, own.executor()),
            listener,
            random);
    this.crew = keeper.crew();
    this.wear = new Wear(settings.plan().recycling());
  }

  /** Starts the spawner, and workers as soon as it is ready. */
  public void start() {
    if (settings.watches()) { // before anybody imports what it watches
      new SourceWatch(settings, reason -> reload(reason).whenComplete((outcome, bug) -> {}))
          .start();
    }
    own.execute(() -> {
      keeper.succession().first();
      if (wear.needsLooks()) {
        lookAtWear();
      }
    });
  }

  /**
   * Puts a new generation, with the code as it is now, in the place of the one that serves.
   *
   * @param reason for the log
   */
  public CompletionStage<ReloadOutcome> reload(String reason) {
    CompletableFuture<ReloadOutcome> outcome = new CompletableFuture<>();
    own.execute(() -> {
      if (keeper.stopping()) {
        outcome.complete(new ReloadOutcome.Refused("The server is stopping.", ""));
      } else {
        keeper.succession().begin(reason, outcome);
      }
    });
    return outcome;
  }

  /**
   * Changes how many workers and threads are wanted; an empty value stays as it is. Workers with
   * another number of threads are replaced one by one.
   *
   * @param workers 1 to 1000
   * @param threads 1 to 1000
   */
  public CompletionStage<ScaleOutcome> scale(OptionalInt workers, OptionalInt threads) {
    CompletableFuture<ScaleOutcome> outcome = new CompletableFuture<>();
    own.execute(() -> {
      if (keeper.stopping()) {
        outcome.complete(new ScaleOutcome.Refused("The server is stopping."));
      } else if (!isPossible(workers) || !isPossible(threads)) {
        outcome.complete(
            new ScaleOutcome.Refused(
                "Workers and threads are from 1 to " + Sizing.MOST_ASKED + "."));
      } else {
        int workersThen = workers.orElse(keeper.workers());
        int threadsThen = threads.orElse(keeper.threads());
        objection(workersThen, threadsThen)
            .ifPresentOrElse(
                why -> outcome.complete(new ScaleOutcome.Refused(why)),
                () -> scale(workersThen, threadsThen, workers.isPresent(), outcome));
      }
    });
    return outcome;
  }

  private void scale(
      int workers, int threads, boolean isNumberGiven, CompletableFuture<ScaleOutcome> outcome) {
    if (isNumberGiven) {
      keeper.closeAutomaticWorkers();
    }
    keeper.stopGrowing();
    keeper.resize(workers, threads, "asked for");
    awaitSize(outcome);
  }

  /** Why the files that may be open do not carry this size; for less than there is they do. */
  private Optional<String> objection(int workers, int threads) {
    return workers <= keeper.workers() && threads <= keeper.threads()
        ? Optional.empty()
        : settings
            .files()
            .objectionToChanging(keeper.workers(), keeper.threads(), workers, threads);
  }

  /**
   * Wants more workers, or, with a negative number, fewer; never less than one, as gunicorn's TTIN
   * and TTOU, and where it is one, without a word.
   *
   * @param reason for the log
   */
  public void addWorkers(int delta, String reason) {
    own.execute(() -> {
      int workers = Math.clamp((long) keeper.workers() + delta, 1, Sizing.MOST_ASKED);
      Optional<String> objection = objection(workers, keeper.threads());
      if (objection.isPresent()) {
        events.publish(new ServerEvent.Warned(reason + " is ignored. " + objection.get()));
        return;
      }
      keeper.closeAutomaticWorkers();
      keeper.stopGrowing();
      if (workers != keeper.workers()) {
        keeper.resize(workers, keeper.threads(), reason);
      }
    });
  }

  /**
   * Whether the server may change the size by itself: it was told to, and nobody has given a number
   * since.
   */
  public boolean grows() {
    return keeper.grows();
  }

  /** Takes another size because the server thinks so: only instead of the one it thinks of. */
  public void adapt(Adaptation change) {
    own.execute(() -> {
      boolean asThought =
          keeper.workers() == change.workersBefore() && keeper.threads() == change.threadsBefore();
      boolean mayBe = keeper.grows() && !keeper.stopping();
      if (change.isLast()) {
        keeper.stopGrowing();
      }
      if (!mayBe || !asThought) {
        return;
      }
      Optional<String> objection = objection(change.workers(), change.threads());
      if (objection.isPresent()) {
        keeper.stopGrowing();
        events.publish(
            new ServerEvent.Warned("No more slots are added (auto). " + objection.get()));
      } else {
        keeper.resize(change.workers(), change.threads(), change.reason());
      }
    });
  }

  /**
   * Replaces a worker: another one is ready first, then its requests finish, then it ends. One at a
   * time.
   *
   * @param reason for the log
   */
  public CompletionStage<RecycleOutcome> recycle(int workerId, String reason) {
    CompletableFuture<RecycleOutcome> outcome = new CompletableFuture<>();
    own.execute(() -> recycle(workerId, reason, outcome));
    return outcome;
  }

  /** The books as they stand, with the memory of each worker. */
  public CompletionStage<SupervisorSnapshot> snapshot() {
    return snapshot(ProcessMemory::of);
  }

  /** The books as they stand, without the workers' memory, which takes milliseconds to read. */
  public CompletionStage<SupervisorSnapshot> quickSnapshot() {
    return snapshot(_ -> OptionalLong.empty());
  }

  private CompletionStage<SupervisorSnapshot> snapshot(IntFunction<OptionalLong> memory) {
    CompletableFuture<SupervisorSnapshot> books = new CompletableFuture<>();
    own.execute(() -> books.complete(takeSnapshot(memory)));
    return books;
  }

  /**
   * Tells every worker to end; completes when all are gone. Requests should have been answered
   * before.
   */
  public CompletionStage<@Nullable Void> stop() {
    CompletableFuture<@Nullable Void> allGone = new CompletableFuture<>();
    own.execute(() -> keeper.stop().thenAccept(allGone::complete));
    return allGone;
  }

  /**
   * Completes when what workers have printed that are gone now was read; what they have started may
   * keep that from happening.
   */
  public CompletionStage<@Nullable Void> outputRead() {
    CompletableFuture<@Nullable Void> read = new CompletableFuture<>();
    own.execute(() -> crew.remains().outputRead().thenRun(() -> read.complete(null)));
    return read;
  }

  /** Ends what is left, at once. */
  public void kill() {
    own.execute(keeper::kill);
  }

  private static boolean isPossible(OptionalInt number) {
    return number.isEmpty() || (number.getAsInt() >= 1 && number.getAsInt() <= Sizing.MOST_ASKED);
  }

  private void awaitSize(CompletableFuture<ScaleOutcome> outcome) {
    long began = own.time().now();
    keeper
        .goals()
        .add(
            keeper::isSettled,
            () ->
                outcome.complete(
                    new ScaleOutcome.Scaled(
                        keeper.workers(),
                        keeper.threads(),
                        Duration.ofNanos(own.time().now() - began))),
            why -> outcome.complete(new ScaleOutcome.Incomplete(why.message(), why.traceback())));
  }

  private void recycle(int id, String reason, CompletableFuture<RecycleOutcome> outcome) {
    ManagedWorker worker = crew.find(id);
    if (worker == null || !worker.is(WorkerState.READY)) {
      outcome.complete(
          new RecycleOutcome.Refused(
              worker == null
                  ? "There is no worker " + id + "."
                  : "Worker " + id + " takes no requests: it is " + worker.state().word() + "."));
      return;
    }
    long began = own.time().now();
    crew.retire(id, new Retirement(Retirement.Cause.PLANNED, reason));
    keeper
        .goals()
        .add(
            () -> crew.find(id) == null,
            () ->
                outcome.complete(
                    new RecycleOutcome.Recycled(
                        id, worker.pid(), Duration.ofNanos(own.time().now() - began))),
            why -> outcome.complete(new RecycleOutcome.Incomplete(why.message(), why.traceback())));
  }

  private void lookAtWear() {
    for (ManagedWorker worker : crew.workers()) {
      if (worker.servesStill()) {
        lookAtWear(worker);
      }
    }
    if (!keeper.stopping()) {
      own.after(WEAR_STEP, this::lookAtWear);
    }
  }

  private void lookAtWear(ManagedWorker worker) {
    if (wear.measuresMemory()) {
      ProcessMemory.of(worker.pid())
          .ifPresent(
              bytes -> worker.measured(worker.memory().sample(bytes, wear.limits().maxMemory())));
    }
    wear.judge(worker.age(own.time().now()), worker.memory())
        .ifPresent(why -> crew.retire(worker.id(), why));
  }

  private SupervisorSnapshot takeSnapshot(IntFunction<OptionalLong> memory) {
    long now = own.time().now();
    List<SupervisorSnapshot.Worker> books =
        crew.workers().stream()
            .map(worker -> worker.snapshot(now, memory.apply(worker.pid())))
            .toList();
    Desired desired = keeper.desired();
    return new SupervisorSnapshot(
        desired.generation(),
        desired.workers(),
        desired.threads(),
        keeper.ready(),
        desired.candidate() != 0,
        refused(now),
        books);
  }

  private Optional<SupervisorSnapshot.Refused> refused(long now) {
    return Optional.ofNullable(keeper.succession().refusal())
        .map(refusal ->
            new SupervisorSnapshot.Refused(refusal.why(), Duration.ofNanos(now - refusal.at())));
  }
}
