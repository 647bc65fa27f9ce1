package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerLink;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.Severity;
import dev.junicorn.event.SupervisionEvent;
import dev.junicorn.worker.ExitStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The workers in the supervisor's books, from the order to fork them to the conclusion of their
 * death; how they come up is {@link Boots}'. Decides nothing: it carries out what was decided and
 * notes what is reported. Confined to the supervisor's thread.
 *
 * <p>What is reported may come late, twice, or in another order than it happened, for it comes on
 * two ways, from the worker and from its parent:
 *
 * <pre>
 *                  FORKING            BOOTING          PROVING/READY      DRAINING  ENDING
 *   too late       (Boots)            (Boots)          –                  END       killed again
 *   process ended  concluded when its control stream has ended too, or a second later
 *   stream ended   –                  (its parent)     concluded; drained, killed after a second if it lives
 *   to be replaced –                  –                unfit / noted    noted     –
 *   spawner lost   concluded          killed,concluded serves on          on        killed if it was to be
 *   discarded      ENDING             ENDING           ENDING: killed by its parent, or by us if that is dead
 * </pre>
 *
 * Who is FORKING or BOOTING here may serve on the loop: see {@link LastRequests}.
 *
 * <p>A worker that is not in the books is gone, and nothing is done about it.
 */
final class Crew {

  /** How long the report of a process's end may lag behind the end of its streams. */
  private static final Duration EXIT_REPORT = Duration.ofSeconds(1);

  /** Exit handlers have ten seconds in the worker; after that it is not worth waiting for. */
  private static final Duration END_GRACE = Duration.ofSeconds(12);

  /** The same for a worker that does not work as it should. */
  private static final Duration URGENT_END_GRACE = Duration.ofSeconds(5);

  private final SupervisorSettings settings;
  private final SupervisorThread own;
  private final DispatchLoop loop;
  private final EventSink events;
  private final CrewListener listener;
  private final LastRequests requests;
  private final Remains remains;
  private final Map<Integer, ManagedWorker> workers = new LinkedHashMap<>();
  private boolean stopping;

  Crew(SupervisorFacilities facilities, CrewListener listener) {
    this.settings = facilities.settings();
    this.own = facilities.own();
    this.loop = facilities.loop();
    this.events = facilities.events();
    this.listener = listener;
    this.requests = new LastRequests(loop, own);
    this.remains = new Remains(settings, events);
  }

  Collection<ManagedWorker> workers() {
    return List.copyOf(workers.values());
  }

  List<WorkerView> views() {
    return workers.values().stream().map(ManagedWorker::view).toList();
  }

  @Nullable ManagedWorker find(int id) {
    return workers.get(id);
  }

  boolean isEmpty() {
    return workers.isEmpty();
  }

  boolean has(Predicate<ManagedWorker> property) {
    return workers.values().stream().anyMatch(property);
  }

  /** What workers that are gone have left. */
  Remains remains() {
    return remains;
  }

  private List<ManagedWorker> of(Generation generation, Predicate<ManagedWorker> property) {
    return workers.values().stream()
        .filter(worker -> worker.generation() == generation)
        .filter(property)
        .toList();
  }

  /** Takes a worker into the books. */
  void add(ManagedWorker worker) {
    workers.put(worker.id(), worker);
  }

  // --- what is done to a worker

  /** Gives it no more requests, and ends it when those it has are answered. */
  void drain(int id, Retirement why) {
    ManagedWorker worker = workers.get(id);
    if (worker == null) {
      return;
    }
    worker.retire(why);
    worker.moveTo(WorkerState.DRAINING);
    if (why.cause().bounded()) {
      worker.setDeadline(in(settings.plan().times().makingRoom()));
      listener.changed(); // somebody has to look when it is over
    }
    events.publish(new SupervisionEvent.WorkerRetires(id, worker.pid(), why.reason()));
    loop.execute(() -> loop.dispatcher().drain(id, () -> own.execute(() -> end(worker))));
  }

  /** Tells it to end, whatever it runs. */
  void end(int id, String reason) {
    ManagedWorker worker = workers.get(id);
    if (worker != null) {
      events.publish(new SupervisionEvent.WorkerEnded(id, worker.pid(), reason));
      end(worker);
    }
  }

  private void end(ManagedWorker worker) {
    if (worker.state().mayBecome(WorkerState.ENDING)) {
      boolean urgent =
          worker.retirement().map(Retirement::cause).orElse(Retirement.Cause.PLANNED)
              == Retirement.Cause.URGENT;
      worker.moveTo(WorkerState.ENDING);
      worker.setDeadline(in(urgent ? URGENT_END_GRACE : END_GRACE));
      loop.execute(worker.link()::stop);
      listener.changed();
    }
  }

  /**
   * Ends it by force. What has not been forked yet is killed as soon as it is; what lives on though
   * its parent was told, is killed past the parent.
   */
  void kill(int id, String reason) {
    ManagedWorker worker = workers.get(id);
    if (worker != null) {
      kill(worker, reason, worker.bootTime().isEmpty());
    }
  }

  /**
   * @param mayServe whether what it runs may be answered before, if it was not told to end yet
   */
  private void kill(ManagedWorker worker, String reason, boolean mayServe) {
    boolean inPeace = mayServe && !worker.is(WorkerState.ENDING);
    if (!worker.is(WorkerState.ENDING)) {
      worker.moveTo(WorkerState.ENDING);
      listener.changed(); // its place is free, however long its parent takes to end it
    }
    worker.setDeadline(in(END_GRACE));
    if (worker.wasSignalled()) {
      worker.killDirectly();
    } else if (worker.pid() > 0) {
      tellOfKilling(worker, reason);
      if (inPeace) {
        killWhenIdle(worker);
      } else {
        kill(worker);
      }
    } else {
      worker.condemn(reason);
    }
  }

  /** It was forked after it had been decided that it ends. */
  void killForked(ManagedWorker worker) {
    worker.condemnation().ifPresent(reason -> tellOfKilling(worker, reason));
    killWhenIdle(worker);
  }

  private void tellOfKilling(ManagedWorker worker, String reason) {
    events.publish(
        new SupervisionEvent.WorkerKilled(
            worker.id(), worker.pid(), reason, severityOfKilling(worker)));
  }

  /**
   * Kills one that may run requests: those are answered first. It gets none any more, also if it
   * has not booted as far as is known here, and on the loop is ready already.
   */
  private void killWhenIdle(ManagedWorker worker) {
    worker.setDeadline(in(settings.plan().times().makingRoom()));
    requests.finish(List.of(worker), () -> killIdle(worker));
  }

  private void killIdle(ManagedWorker worker) {
    if (workers.containsValue(worker) && !worker.wasSignalled()) {
      worker.setDeadline(in(END_GRACE));
      kill(worker);
    }
  }

  private Severity severityOfKilling(ManagedWorker worker) {
    if (worker.bootTime().isPresent()) {
      return Severity.WARNING;
    }
    return stopping ? Severity.DEBUG : Severity.INFO;
  }

  /** Ends it by force, as was decided and told elsewhere. */
  void kill(ManagedWorker worker) {
    worker.kill();
    if (!worker.generation().hasSpawner()) {
      own.after(EXIT_REPORT, () -> conclude(worker, new ExitStatus.Unknown()));
    }
  }

  /**
   * Not ended in order: its death counts as that of any other worker that cannot boot. If it does
   * not die, it is one that did not end in time.
   */
  void killUnready(ManagedWorker worker) {
    kill(worker);
    worker.setDeadline(in(END_GRACE));
    listener.changed();
  }

  /** Tells all to end; who has not booted has nothing to finish. */
  void stop() {
    stopping = true;
    for (ManagedWorker worker : workers()) {
      if (worker.bootTime().isPresent()) {
        end(worker);
      } else {
        kill(worker.id(), "the server stops");
      }
    }
  }

  /** Ends all by force, at once. */
  void killAll() {
    stopping = true;
    workers().forEach(worker -> kill(worker.id(), "the server stops"));
  }

  /**
   * A generation is thrown away: its spawner, if it still has one, kills its workers as soon as
   * they run nothing.
   */
  void discard(Generation generation) {
    generation.abandon();
    List<ManagedWorker> left =
        of(generation, worker -> worker.state().mayBecome(WorkerState.ENDING));
    for (ManagedWorker worker : left) {
      worker.moveTo(WorkerState.ENDING);
      worker.setDeadline(in(settings.plan().times().makingRoom()));
    }
    requests.finish(left, () -> endDiscarded(generation, left));
  }

  private void endDiscarded(Generation generation, List<ManagedWorker> left) {
    if (!generation.hasSpawner()) {
      left.forEach(this::killIdle);
    }
    generation.close();
  }

  // --- what is reported of a worker

  /** There is a reason to put another worker in the place of this one. */
  void retire(int id, Retirement why) {
    ManagedWorker worker = workers.get(id);
    if (worker != null && worker.is(WorkerState.PROVING)) {
      listener.unfit(
          worker, BootFailure.ofServer("Its first worker cannot serve: " + why.reason()));
      return;
    }
    if (worker == null || !worker.servesStill() || worker.isRetiredFor(why)) {
      return;
    }
    worker.retire(why);
    boolean urgent = why.cause() == Retirement.Cause.URGENT;
    if (urgent && worker.is(WorkerState.DRAINING)) {
      worker.setDeadline(in(settings.plan().times().makingRoom()));
    }
    events.publish(new SupervisionEvent.WorkerToBeReplaced(id, worker.pid(), why.reason(), urgent));
    listener.changed();
  }

  /** It does not answer, and others have its place. One that is gone cannot, and is not killed. */
  void hopeless(int id, String reason) {
    ManagedWorker worker = workers.get(id);
    if (worker != null && !worker.controlEnded()) {
      kill(id, reason);
    }
  }

  /**
   * The process is gone, but its last words may still be on the control stream: its end is
   * concluded when that has ended as well. A child that the process left behind can hold the stream
   * open, so not for ever.
   */
  void exited(int id, ExitStatus how) {
    ManagedWorker worker = workers.get(id);
    if (worker == null) {
      return;
    }
    worker.exitReported(how);
    if (worker.controlEnded()) {
      conclude(worker, how);
    } else {
      own.after(EXIT_REPORT, () -> conclude(worker, how));
    }
  }

  /** Gone, or as good as gone: nothing can be said to it any more. */
  void controlEnded(WorkerLink link) {
    ManagedWorker worker = workers.get(link.id());
    if (worker == null) {
      return;
    }
    worker.endControl();
    if (worker.exit().isPresent()) {
      conclude(worker, worker.exit().get());
    } else if (!worker.generation().hasSpawner()) {
      conclude(worker, new ExitStatus.Unknown());
    } else if (worker.bootTime().isPresent()) {
      own.after(EXIT_REPORT, () -> endUnreachable(worker));
    }
  }

  private void endUnreachable(ManagedWorker worker) {
    boolean ending = worker.is(WorkerState.ENDING);
    if (workers.containsValue(worker) && worker.exit().isEmpty() && !ending) {
      kill(worker, "it has closed its connection to the server and runs on", true);
    }
  }

  /**
   * Nobody reaps the workers of this generation any more. Those that serve go on.
   *
   * @param then runs when it is known who that is
   */
  void orphaned(Generation generation, Runnable then) {
    generation.spawnerLost();
    requests.shutOut(
        of(generation, worker -> worker.bootTime().isEmpty()),
        unborn -> {
          endOrphans(generation, unborn);
          then.run();
        });
  }

  private void endOrphans(Generation generation, List<ManagedWorker> unbornOnes) {
    for (ManagedWorker worker : of(generation, _ -> true)) {
      boolean unborn = unbornOnes.contains(worker);
      if (worker.exit().isEmpty() && (unborn || worker.isToDie())) {
        worker.killAsOrphan();
      }
      if (unborn || worker.controlEnded()) {
        conclude(worker, worker.exit().orElse(new ExitStatus.Unknown()));
      }
    }
  }

  /** The one place where a death is concluded: everything that will be known of it is known. */
  void conclude(ManagedWorker worker, ExitStatus how) {
    if (workers.remove(worker.id()) == null) {
      return;
    }
    WorkerState before = worker.state();
    worker.moveTo(WorkerState.GONE);
    remains.clear(worker);
    loop.execute(() -> loop.port().forget(worker.link()));
    boolean wanted = stopping || before == WorkerState.ENDING;
    listener.died(worker, before, worker.death(how, wanted, own.time().now()));
  }

  private OptionalLong in(Duration delay) {
    return OptionalLong.of(own.time().awake() + delay.toNanos());
  }
}
