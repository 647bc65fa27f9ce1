package dev.junicorn.forensics;

import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.event.CrashEvent.WorkerCrashed;
import dev.junicorn.event.DeadlineEvent;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.event.ServerEvent.WorkerOutput;
import dev.junicorn.event.ServerEvent.WorkerReady;
import dev.junicorn.event.ServerEvent.WorkerStarted;
import dev.junicorn.plan.MachineReader;
import dev.junicorn.worker.ProcessMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches the workers' lives and reports their deaths. It hears of everything as an {@link
 * EventSink} in front of another one, to which it passes on every event, and looks at the workers'
 * memory every few seconds. {@link #publish} and {@link #died} are callable from any thread and
 * return at once; the work is done on a thread of its own.
 */
public final class CrashReports implements EventSink, AutoCloseable {

  /** How often memory is looked at: seldom enough to cost nothing, often enough for a curve. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  /** PSS is looked at with every so many looks; see {@link ProcessMemory#proportional}. */
  private static final int LOOKS_PER_PSS = 6;

  /** How long last words are waited for: they come by other threads than the news of the death. */
  private static final Duration SETTLE = Duration.ofMillis(500);

  /** How long {@link #close} waits for reports that are being written. */
  private static final Duration LAST_REPORTS = Duration.ofSeconds(2);

  private final ForensicsSettings settings;
  private final @Nullable CrashFolder folder;
  private final EventSink next;
  private final InstantSource clock;
  private final LongSupplier ticker;
  private final MachineReader machine;
  private final ScheduledExecutorService own;

  /** By pid; entries are made and removed by any thread, what is in them is the own thread's. */
  private final Map<Integer, WorkerHistory> histories = new ConcurrentHashMap<>();

  private final OomLedger ledger = new OomLedger();
  private final List<Death> unreported = new ArrayList<>();
  private int looks;

  /** A death that is being looked into. */
  private record Death(WorkerEnd end, WorkerHistory history, Instant time, long at) {}

  private CrashReports(
      ForensicsSettings settings,
      @Nullable CrashFolder folder,
      EventSink next,
      InstantSource clock,
      LongSupplier ticker) {
    this.settings = settings;
    this.folder = folder;
    this.next = next;
    this.clock = clock;
    this.ticker = ticker;
    this.machine = new MachineReader(settings.root());
    this.own =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("junicorn-forensics").factory());
  }

  /**
   * Begins to watch.
   *
   * @param next who else wants the events, those about crashes included
   * @param ticker monotonic nanoseconds
   * @throws IOException if reports cannot be written where they should be
   */
  public static CrashReports open(
      ForensicsSettings settings, EventSink next, InstantSource clock, LongSupplier ticker)
      throws IOException {
    CrashFolder folder =
        settings.folder().isPresent() ? CrashFolder.open(settings.folder().get()) : null;
    CrashReports reports = new CrashReports(settings, folder, next, clock, ticker);
    reports.own.scheduleWithFixedDelay(reports::look, 0, LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return reports;
  }

  /**
   * Looks whether {@link #open} could write reports there; writes nothing.
   *
   * @param folder as of {@link ForensicsSettings}
   * @throws IOException if it could not
   */
  public static void tryOut(Optional<Path> folder) throws IOException {
    if (folder.isPresent()) {
      CrashFolder.tryOut(folder.get());
    }
  }

  @Override
  public void publish(ServerEvent event) {
    switch (event) {
      case WorkerStarted started ->
          histories.put(
              started.pid(),
              new WorkerHistory(
                  started.pid(), started.reason(), clock.instant(), ticker.getAsLong()));
      case WorkerOutput(int pid, String line) -> {
        WorkerHistory history = histories.get(pid);
        if (history != null) {
          history.printed(line);
        }
      }
      case WorkerReady ready -> tell(ready.pid(), history -> ready(history, ready));
      case RequestInterrupted request ->
          tell(request.pid(), history -> history.interrupted(request));
      case DeadlineEvent.Near near ->
          tell(
              near.place().pid(),
              history -> history.stackSeen(near.place(), near.age(), near.stack()));
      case DeadlineEvent.Exceeded over -> tell(over.place().pid(), history -> over(history, over));
      case DeadlineEvent.CameBack back ->
          tell(back.place().pid(), history -> history.cameBack(back.place()));
      default -> {}
    }
    next.publish(event);
  }

  /** A worker is gone, as expected or not. */
  public void died(WorkerEnd end) {
    WorkerHistory history = histories.get(end.pid());
    if (history == null) {
      return; // it was never forked
    }
    if (!end.isWorthReporting()) {
      histories.remove(end.pid());
      return;
    }
    Death death = new Death(end, history, clock.instant(), ticker.getAsLong());
    run(() -> {
      ledger.died(end);
      unreported.add(death);
    });
    try {
      own.schedule(this::reportNext, SETTLE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // The server has ended, and close() has reported what there was.
    }
  }

  /** Reports what is still to be reported, and ends. */
  @Override
  public void close() {
    run(() -> List.copyOf(unreported).forEach(_ -> reportNext()));
    own.shutdown();
    try {
      if (!own.awaitTermination(LAST_REPORTS.toMillis(), TimeUnit.MILLISECONDS)) {
        own.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is done with a history, on the own thread. */
  private interface Note {
    void in(WorkerHistory history);
  }

  private void tell(int pid, Note note) {
    WorkerHistory history = histories.get(pid);
    if (history != null) {
      run(() -> note.in(history));
    }
  }

  private void run(Runnable task) {
    try {
      own.execute(task);
    } catch (RejectedExecutionException e) {
      // The server has ended.
    }
  }

  private void ready(WorkerHistory history, WorkerReady event) {
    history.ready(new CrashFacts.Boot(event.boot(), event.python()));
    sample(history, true);
  }

  private static void over(WorkerHistory history, DeadlineEvent.Exceeded event) {
    history.stackSeen(event.place(), event.age(), event.stack());
    history.exceeded(event.place(), event.age(), event.begun());
  }

  private void look() {
    boolean withPss = looks++ % LOOKS_PER_PSS == 0;
    ledger.look(machine.oomKills());
    histories.values().forEach(history -> sample(history, withPss));
  }

  private void sample(WorkerHistory history, boolean withPss) {
    OptionalLong resident = ProcessMemory.resident(history.pid());
    if (resident.isPresent()) {
      OptionalLong proportional =
          withPss ? ProcessMemory.proportional(history.pid()) : OptionalLong.empty();
      history.sampled(new MemorySample(ticker.getAsLong(), resident.getAsLong(), proportional));
    }
  }

  /** Deaths are reported in their order. */
  private void reportNext() {
    if (unreported.isEmpty()) {
      return; // close() was faster
    }
    Death death = unreported.removeFirst();
    histories.remove(death.end().pid(), death.history());
    CrashFacts facts = facts(death);
    Conclusion conclusion = Conclusion.of(facts);
    next.publish(
        new WorkerCrashed(
            death.end().worker(),
            death.end().pid(),
            death.end().expected(),
            conclusion.sentences(),
            write(facts, conclusion)));
  }

  private CrashFacts facts(Death death) {
    WorkerHistory history = death.history();
    return new CrashFacts(
        death.time(),
        death.at(),
        death.end(),
        history.life(death.at()),
        ledger.conclude(machine.oomKills()),
        history.memory(),
        machine.totalMemory(),
        history.requests(),
        history.output());
  }

  private Optional<Path> write(CrashFacts facts, Conclusion conclusion) {
    if (folder == null) {
      return Optional.empty();
    }
    String document = CrashDocument.of(facts, conclusion, settings.version());
    try {
      return Optional.of(folder.write(facts.time(), facts.end(), document));
    } catch (IOException e) {
      next.publish(
          new ServerEvent.Warned(
              "The crash report of worker "
                  + facts.end().worker()
                  + " cannot be written (--crash-dir "
                  + settings.folder().map(Path::toString).orElse("")
                  + "): "
                  + Reason.of(e)));
      return Optional.empty();
    }
  }
}
