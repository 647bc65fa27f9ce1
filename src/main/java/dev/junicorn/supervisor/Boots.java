package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerLink;
import dev.junicorn.channel.WorkerListener;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.stack.StackReport;
import dev.junicorn.worker.ExitStatus;
import dev.junicorn.worker.ForkedProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How a worker comes up, from the order to fork it until it is ready, or until it is known what has
 * kept it from that. From then on, and when it dies, it is the {@link Crew}'s alone. Confined to
 * the supervisor's thread.
 *
 * <p>What is reported may come late, twice, or in another order than it happened:
 *
 * <pre>
 *                  FORKING            BOOTING          serving  ENDING
 *   forked         BOOTING            –                –        killed when idle
 *   not forked     concluded          –                –        concluded
 *   booted         as after forked    PROVING/READY    –        –
 *   boot failed    as after forked    told             –        –
 *   too late       spawner destroyed  shut out, killed –        –
 * </pre>
 */
final class Boots {

  private final SupervisorFacilities facilities;
  private final SupervisorSettings settings;
  private final SupervisorThread own;
  private final DispatchLoop loop;
  private final EventSink events;
  private final Crew crew;
  private final CrewListener listener;
  private final LongSupplier requestLimits;
  private final BootDeadline bootDeadline;
  private final ImportWatch importWatch;
  private final SpawnerDeadline spawnerDeadline;
  private final LastRequests requests;
  private int lastId;

  /**
   * @param requestLimits draws after how many requests the next worker is worn; 0 for never
   */
  Boots(
      SupervisorFacilities facilities,
      Crew crew,
      CrewListener listener,
      LongSupplier requestLimits) {
    this.facilities = facilities;
    this.settings = facilities.settings();
    this.own = facilities.own();
    this.loop = facilities.loop();
    this.events = facilities.events();
    this.crew = crew;
    this.listener = listener;
    this.requestLimits = requestLimits;
    BootStacks stacks = new BootStacks(own, loop);
    this.bootDeadline = new BootDeadline(settings.plan().times().boot(), own, stacks);
    this.importWatch = new ImportWatch(own, stacks, events);
    this.spawnerDeadline = new SpawnerDeadline(settings.plan(), own);
    this.requests = new LastRequests(loop, own);
  }

  /**
   * Starts a worker.
   *
   * @param proof whether it is held back when it has booted
   * @throws IOException if there is no room for what it needs on disk, or no thread
   */
  void fork(Generation generation, int threads, String reason, boolean proof) throws IOException {
    int id = ++lastId;
    WorkerFiles files = WorkerFiles.create(settings.folder(), id, threads, events);
    WorkerListener reports = new WorkerReports(facilities, this, crew, proof);
    WorkerLink link =
        new WorkerLink(id, threads, requestLimits.getAsLong(), files.board(), reports);
    ManagedWorker worker = new ManagedWorker(generation, link, files, reason, own.time().now());
    crew.add(worker);
    Optional<Path> modules =
        settings.watches() ? Optional.of(settings.modules(id)) : Optional.empty();
    // The port must know the worker before the process exists that connects to it.
    loop.execute(() -> {
      loop.port().expect(link);
      own.execute(() -> {
        if (crew.find(id) != null) {
          generation.fork(worker, modules);
          spawnerDeadline.watchFork(worker);
        }
      });
    });
  }

  void forked(int id, int pid) {
    ManagedWorker worker = crew.find(id);
    if (worker == null || worker.pid() > 0) {
      return;
    }
    worker.forked(ForkedProcess.of(pid));
    worker.files().output().isOf(pid);
    events.publish(new ServerEvent.WorkerStarted(id, pid, worker.reason()));
    bootDeadline.watch(
        worker.link(), () -> worker.is(WorkerState.BOOTING), report -> exceeded(worker, report));
    importWatch.watch(worker.link(), pid, () -> worker.is(WorkerState.BOOTING));
    if (worker.is(WorkerState.ENDING)) {
      crew.killForked(worker);
    }
  }

  void forkFailed(int id, String message) {
    ManagedWorker worker = crew.find(id);
    if (worker != null) {
      String sentence = "Cannot fork worker " + id + ": " + message;
      events.publish(new ServerEvent.Warned(sentence));
      listener.forkFailed(worker, BootFailure.ofServer(sentence));
      crew.conclude(worker, new ExitStatus.Unknown());
    }
  }

  /**
   * @param proof whether it is held back
   */
  void booted(WorkerLink link, boolean proof) {
    ManagedWorker worker = met(link);
    if (worker == null || !worker.is(WorkerState.BOOTING)) {
      return;
    }
    worker.booted(proof ? WorkerState.PROVING : WorkerState.READY, own.time().now());
    Duration boot = worker.bootTime().orElseThrow();
    events.publish(
        new ServerEvent.WorkerReady(
            link.id(), link.pid(), link.threads(), boot, link.python(), link.hasGil()));
    listener.booted(worker);
  }

  void failed(WorkerLink link, BootFailure failure) {
    ManagedWorker worker = met(link);
    if (worker != null && worker.is(WorkerState.BOOTING)) {
      worker.tellBootFailure();
      listener.bootFailed(worker, failure);
    }
  }

  /** It speaks, so it was forked, even if its parent has not come to say so. */
  private @Nullable ManagedWorker met(WorkerLink link) {
    forked(link.id(), link.pid());
    return crew.find(link.id());
  }

  private void exceeded(ManagedWorker worker, StackReport report) {
    requests.shutOut(
        List.of(worker),
        late -> {
          if (late.contains(worker) && worker.is(WorkerState.BOOTING)) {
            endLate(worker, report);
          }
        });
  }

  private void endLate(ManagedWorker worker, StackReport report) {
    String sentence =
        "Worker %d (pid %d) was not ready within %.1f s (--boot-timeout) and is killed"
            .formatted(worker.id(), worker.pid(), bootDeadline.limit().toMillis() / 1000.0);
    failed(worker.link(), new BootFailure(false, sentence, report.mainText()));
    crew.killUnready(worker);
  }
}
