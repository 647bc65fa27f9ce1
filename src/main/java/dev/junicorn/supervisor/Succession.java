package dev.junicorn.supervisor;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.SupervisionEvent;
import dev.junicorn.worker.ExitStatus;
import dev.junicorn.worker.Spawner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How one generation follows another. A candidate gets a spawner and one worker, which boots, and
 * answers {@code --reload-probe}, before the candidate may serve; until then it costs one process
 * and nobody notices it. Confined to the supervisor's thread.
 *
 * <p>One candidate at a time, and none before the first generation serves. Who asks for a reload
 * meanwhile shares the next one, because the code may have changed again.
 *
 * <pre>
 *                   STARTING                PROVING          SERVING             ORPHANED  RETIRING  GONE
 *   spawner ready   first: SERVING          –                –                   –         –         –
 *                   candidate: PROVING
 *   import failed   first: lost             –                –                   –         –         –
 *                   candidate: refused
 *   start too late  spawner destroyed       –                –                   –         –         –
 *   fork too late   –                       spawner destroyed                    –         destroyed destroyed
 *   told to end     first: begun again      refused          ORPHANED            –         –         –
 *   spawner lost    first: lost             refused          ORPHANED, or lost   –         –         –
 *                   candidate: refused                       if nobody was ready
 *   proof ready     –                       SERVING          –                   –         –         –
 *   proof failed    –                       refused          –                   –         –         –
 *   next is proven  GONE                    –                RETIRING            RETIRING  –         –
 *   reload asked    waits                   waits            begins; waits if it never served
 *   server stops    destroyed, GONE         discarded, GONE  GONE when its last worker is
 * </pre>
 *
 * A dash is an event that comes too late to matter, and changes nothing.
 */
final class Succession implements SpawnerReports.GenerationListener {

  /** How long the server's own signal may be on its way when its group is told to end. */
  private static final Duration SECOND_START_AFTER = Duration.ofSeconds(1);

  private final SupervisorFacilities facilities;
  private final SupervisorSettings settings;
  private final DispatchLoop loop;
  private final ReloadProbe probe;
  private final Spawner.Starter starter;
  private final SupervisorThread own;
  private final Boots boots;
  private final Crew crew;
  private final Throne throne;
  private final EventSink events;

  private final ReloadAskers askers = new ReloadAskers();
  private final List<Generation> living = new ArrayList<>();
  private int lastNumber;
  private @Nullable Generation serving;
  private @Nullable Generation candidate;
  private @Nullable Refusal refusal;
  private boolean settling;
  private boolean everServed;
  private boolean startedAgain;
  private boolean stopped;

  /** Where generations come and go: the supervisor. Called on its own thread. */
  interface Throne {

    /** How many threads a worker should have. */
    int threads();

    /** The first generation can fork, or a candidate is proven: it serves from now on. */
    void takenOver(Generation generation);

    /** A candidate was thrown away; the one that serves, if there is one, serves on. */
    void refused(BootFailure why);

    /** The one that serves lost its spawner, or, before anybody was ever ready, its app. */
    void lost(Generation generation, BootFailure why);
  }

  Succession(
      SupervisorFacilities facilities,
      Spawner.Starter starter,
      Boots boots,
      Crew crew,
      Throne throne) {
    this.facilities = facilities;
    this.settings = facilities.settings();
    this.loop = facilities.loop();
    this.own = facilities.own();
    this.events = facilities.events();
    this.probe = new ReloadProbe(settings.plan(), loop, own);
    this.starter = starter;
    this.boots = boots;
    this.crew = crew;
    this.throne = throne;
  }

  @Nullable Generation serving() {
    return serving;
  }

  @Nullable Generation candidate() {
    return candidate;
  }

  /** What became of the newest code; null where it serves. */
  @Nullable Refusal refusal() {
    return refusal;
  }

  /** Starts the first generation. There is none before it that could go on, so nothing to prove. */
  void first() {
    serving = launch();
  }

  /** Starts a candidate, now or after the one that is under way. */
  void begin(String reason, CompletableFuture<ReloadOutcome> asker) {
    if (busy()) {
      askers.queue(asker, reason);
      return;
    }
    askers.join(asker);
    beginNow(reason);
  }

  private boolean busy() {
    return candidate != null || settling || firstIsComing();
  }

  /**
   * There is nothing yet that a candidate could come beside. With {@code --reload} only until the
   * first generation can fork: its worker may hang in the very lines that were changed.
   */
  private boolean firstIsComing() {
    if (serving == null || serving.is(GenerationState.STARTING)) {
      return true;
    }
    return serving.is(GenerationState.SERVING) && !everServed && !settings.watches();
  }

  private void beginNow(String reason) {
    events.publish(new SupervisionEvent.GenerationBegun(lastNumber + 1, reason));
    candidate = launch();
  }

  private Generation launch() {
    Generation generation = new Generation(++lastNumber, own.time());
    living.add(generation);
    try {
      generation.launched(
          starter.start(new SpawnerReports(facilities, generation, boots, crew, this)));
      new SpawnerDeadline(settings.plan(), own).watchStart(generation);
    } catch (IOException e) {
      living.remove(generation);
      BootFailure why = BootFailure.ofServer("Cannot start the interpreter: " + Reason.of(e));
      own.execute(() -> lostOrRefused(generation, why));
    }
    return generation;
  }

  @Override
  public void spawnerReady(Generation generation) {
    if (!generation.is(GenerationState.STARTING)) {
      return; // it was told to go before it had come
    }
    if (generation == serving) {
      generation.moveTo(GenerationState.SERVING);
      throne.takenOver(generation);
      beginNext();
    } else if (generation == candidate) {
      generation.moveTo(GenerationState.PROVING);
      forkProof(generation);
    }
  }

  private void forkProof(Generation generation) {
    try {
      boots.fork(generation, throne.threads(), "proves generation " + generation.number(), true);
    } catch (IOException e) {
      refuse(BootFailure.ofServer("Cannot prepare a worker: " + Reason.of(e)));
    }
  }

  @Override
  public void importFailed(Generation generation, BootFailure failure) {
    lostOrRefused(generation, failure);
  }

  @Override
  public void spawnerLost(Generation generation, ExitStatus how) {
    living.remove(generation);
    crew.orphaned(generation, () -> spawnerGone(generation, how));
  }

  private void spawnerGone(Generation generation, ExitStatus how) {
    String end = end(generation, how);
    boolean starting = generation == serving && generation.is(GenerationState.STARTING);
    if (starting && how.isRequest() && !startedAgain) {
      generation.moveTo(GenerationState.GONE);
      startAgain(end);
    } else {
      lostOrRefused(generation, BootFailure.ofServer(end));
    }
  }

  /**
   * The group was told to end before the interpreter had come so far as to leave that to the
   * server, which then is about to hear it too. Where it is not, the signal was for nobody.
   */
  private void startAgain(String why) {
    startedAgain = true;
    serving = null;
    own.after(
        SECOND_START_AFTER,
        () -> {
          if (!stopped) {
            events.publish(new ServerEvent.Warned(why + ". It is started again."));
            first();
          }
        });
  }

  /** A spawner that imports the app for too long ends itself, with the stack in the log. */
  private String end(Generation generation, ExitStatus how) {
    if (generation.verdict().isPresent()) {
      return generation.verdict().get();
    }
    Duration limit = settings.plan().times().boot();
    boolean imports = settings.plan().app().preload() && generation.is(GenerationState.STARTING);
    if (imports && limit.isPositive() && generation.age().compareTo(limit) >= 0) {
      return "The app was not imported within %.1f s (--boot-timeout, with --preload)."
              .formatted(limit.toMillis() / 1000.0)
          + " Where it hung is in the lines above, the innermost call first";
    }
    return generation.is(GenerationState.STARTING)
        ? "Python could not start the worker processes: %s. If no line above says why, see whether it starts at all: %s -c pass"
            .formatted(how.describe(), settings.plan().app().python().value())
        : "The process that starts the workers (the spawner) ended: " + how.describe();
  }

  private void lostOrRefused(Generation generation, BootFailure why) {
    if (generation == candidate) {
      refuse(why);
    } else if (generation == serving && !generation.is(GenerationState.ORPHANED)) {
      throne.lost(generation, why);
      beginNext();
    }
  }

  /** A worker has booted: one of those that serve, or the candidate's. */
  void booted(ManagedWorker worker) {
    if (worker.generation() == candidate) {
      prove(worker);
    } else if (!everServed) {
      everServed = true;
      beginNext();
    }
  }

  private void prove(ManagedWorker proof) {
    probe.ask(
        proof,
        objection -> objection.ifPresentOrElse(why -> failed(proof, why), () -> proven(proof)));
  }

  /** The candidate's worker did not boot, did not answer, or died. */
  void failed(ManagedWorker proof, BootFailure why) {
    if (proof.generation() == candidate) {
      refuse(why);
    }
  }

  private void proven(ManagedWorker proof) {
    Generation proven = proof.generation();
    if (proven != candidate || !proof.is(WorkerState.PROVING)) {
      return;
    }
    retireServing();
    candidate = null;
    refusal = null;
    serving = proven;
    settling = true;
    proven.moveTo(GenerationState.SERVING);
    proof.moveTo(WorkerState.READY);
    loop.execute(() -> loop.dispatcher().join(proof.link()));
    events.publish(new SupervisionEvent.GenerationProven(proven.number(), proven.age()));
    throne.takenOver(proven);
  }

  private void retireServing() {
    Generation old = serving;
    if (old == null) {
      return;
    }
    if (old.state().mayBecome(GenerationState.RETIRING)) {
      old.moveTo(GenerationState.RETIRING);
      closeRetired(old);
    } else {
      old.end(); // it has nobody to retire
    }
  }

  /** Ends the spawners of generations that have no worker left. */
  void closeRetired(Generation generation) {
    if (generation.is(GenerationState.RETIRING)
        && !crew.has(worker -> worker.generation() == generation)) {
      generation.close();
    }
  }

  /** Throws the candidate away. */
  void refuse(BootFailure why) {
    Generation thrownAway = candidate;
    if (thrownAway == null) {
      return;
    }
    candidate = null;
    crew.discard(thrownAway);
    // With --reload requests get the error instead of the old code's answers.
    boolean oldServes = !settings.watches() && serving != null && !serving.is(GenerationState.GONE);
    refusal = oldServes ? Refusal.of(why, own.time().now()) : null;
    events.publish(
        new SupervisionEvent.GenerationRefused(
            thrownAway.number(), oldServes, why.message(), why.traceback()));
    throne.refused(why);
    conclude(new ReloadOutcome.Refused(why.message(), why.traceback()));
  }

  /** Every worker is of the generation that serves. */
  void settled(int workers) {
    if (settling && serving != null) {
      Duration took = serving.age();
      events.publish(new SupervisionEvent.Reloaded(serving.number(), workers, took));
      conclude(new ReloadOutcome.Reloaded(serving.number(), took));
    }
  }

  /** The generation serves, but one of its workers did not boot, or none can be forked. */
  void unsettled(BootFailure why) {
    if (settling && serving != null) {
      conclude(new ReloadOutcome.Incomplete(serving.number(), why.message(), why.traceback()));
    }
  }

  /** The server stops: nobody gets a new generation any more. */
  void stop() {
    stopped = true;
    Generation unproven = candidate;
    candidate = null;
    if (unproven != null) {
      unproven.end();
      crew.discard(unproven);
    }
    settling = false;
    askers.dismiss(new ReloadOutcome.Refused("The server is stopping.", ""));
  }

  /** Ends every spawner, and with it the workers it has left. */
  void closeAll() {
    stopped = true;
    List.copyOf(living).forEach(Generation::end);
  }

  /** Ends every spawner by force. */
  void destroyAll() {
    List.copyOf(living).forEach(Generation::destroy);
  }

  private void conclude(ReloadOutcome outcome) {
    settling = false;
    List<CompletableFuture<ReloadOutcome>> told = askers.takeCurrent();
    beginNext();
    told.forEach(asker -> asker.complete(outcome));
  }

  private void beginNext() {
    if (!busy()) {
      askers.beginNext().ifPresent(this::beginNow);
    }
  }
}
