package dev.junicorn.server;

import dev.junicorn.advice.Advised;
import dev.junicorn.control.Operations;
import dev.junicorn.control.Overview;
import dev.junicorn.control.ServerStatus;
import dev.junicorn.control.StackView;
import dev.junicorn.control.Verdict;
import dev.junicorn.control.WorkerGroup;
import dev.junicorn.control.WorkerView;
import dev.junicorn.dispatch.DispatchSnapshot;
import dev.junicorn.dispatch.SlotSnapshot;
import dev.junicorn.doctor.Doctor;
import dev.junicorn.doctor.Examination;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Seconds;
import dev.junicorn.observation.SlotSeen;
import dev.junicorn.server.Notices.Notice;
import dev.junicorn.stack.StackReport;
import dev.junicorn.supervisor.SupervisorSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@code junicorn ctl} can ask, asked of the parts that know. Callable from any thread: each
 * question is taken to the thread that owns the answer.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a timer has nothing to tell
final class ControlRoom implements Operations {

  private static final double NANOS_IN_SECOND = 1e9;
  private static final Duration REOPEN_PATIENCE = Duration.ofSeconds(5);
  private static final Verdict LOG_STALLED =
      new Verdict.Refused(
          "The log cannot be written now: whoever reads it does not, or its disk hangs. The files are opened anew as soon as it goes on.",
          "");

  private final Launch launch;
  private final ServingParts parts;
  private final Reloads reloads;
  private final Notices notices;
  private final Counsel counsel;
  private final LongSupplier ticker;
  private final long startedAt;
  private final List<String> addresses = new CopyOnWriteArrayList<>();

  ControlRoom(
      Launch launch,
      ServingParts parts,
      Reloads reloads,
      Notices notices,
      Counsel counsel,
      LongSupplier ticker) {
    this.launch = launch;
    this.parts = parts;
    this.reloads = reloads;
    this.notices = notices;
    this.counsel = counsel;
    this.ticker = ticker;
    this.startedAt = ticker.getAsLong();
  }

  /** Notes an address that the server listens at. */
  void listensAt(String address) {
    addresses.add(address);
  }

  @Override
  public CompletionStage<ServerStatus> status() {
    return parts.supervisor().snapshot().thenCombine(requests(), this::status);
  }

  @Override
  public CompletionStage<List<WorkerView>> workers() {
    return parts.supervisor().snapshot().thenCombine(requests(), ControlRoom::workers);
  }

  @Override
  public CompletionStage<List<SlotSeen>> slots() {
    return requests().thenApply(snapshot -> snapshot.slots().stream().map(Slots::seen).toList());
  }

  @Override
  public CompletionStage<List<StackView>> stacks() {
    return CompletableFuture.supplyAsync(this::askForStacks, parts.loop())
        .thenCompose(stage -> stage);
  }

  @Override
  public CompletionStage<@Nullable Examination> findings() {
    return CompletableFuture.completedStage(
        launch.insight().observation().map(Examination::of).orElse(null));
  }

  @Override
  public CompletionStage<@Nullable Overview> observe(int seconds) {
    return CompletableFuture.completedStage(
        launch
            .insight()
            .observation()
            .map(seen -> Overview.of(seen, seconds, Doctor.examine(seen)))
            .orElse(null));
  }

  @Override
  public CompletionStage<Advised> advise() {
    return counsel.ask();
  }

  @Override
  public CompletionStage<Verdict> reload() {
    return reloads.reload("junicorn ctl");
  }

  @Override
  public CompletionStage<Verdict> scale(OptionalInt workers, OptionalInt threads) {
    return parts.supervisor().scale(workers, threads).thenApply(Verdicts::of);
  }

  @Override
  public CompletionStage<Verdict> recycle(int worker) {
    return parts.supervisor().recycle(worker, "junicorn ctl").thenApply(Verdicts::of);
  }

  @Override
  public CompletionStage<Verdict> drain() {
    parts.readiness().drain();
    note("Not ready any more: asked to (junicorn ctl drain). What comes is still answered.");
    return requests()
        .thenApply(now ->
            new Verdict.Done(
                "Not ready any more; what comes is still answered (%d running, %d waiting). junicorn ctl resume takes it back, junicorn ctl stop ends the server."
                    .formatted(now.running(), now.waiting())));
  }

  @Override
  public CompletionStage<Verdict> resume() {
    parts.readiness().resume();
    note("Not drained any more: asked to (junicorn ctl resume).");
    return CompletableFuture.completedStage(
        parts.readiness().isReady()
            ? new Verdict.Done("Ready.")
            : new Verdict.Refused(
                "The server is " + word(parts.readiness().state()) + ", so it is not ready.", ""));
  }

  private void note(String sentence) {
    launch.logs().publish(new ServerEvent.Decided(sentence));
  }

  @Override
  public CompletionStage<Verdict> stop() {
    notices.add(new Notice.Stop(Outcome.STOPPED, "asked to (junicorn ctl stop)", false));
    return CompletableFuture.completedStage(
        new Verdict.Done(
            "Stopping: requests may finish for up to %s s (--graceful-timeout)."
                .formatted(Seconds.of(launch.plan().times().graceful()))));
  }

  @Override
  public CompletionStage<Verdict> reopenLogs() {
    CompletableFuture<Verdict> verdict =
        launch.logs().reopen().thenApply(Verdicts::ofReopening).toCompletableFuture();
    parts
        .loop()
        .schedule(
            () -> verdict.complete(LOG_STALLED), REOPEN_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    return verdict;
  }

  private CompletionStage<DispatchSnapshot> requests() {
    return CompletableFuture.supplyAsync(parts.dispatcher()::snapshot, parts.loop());
  }

  private ServerStatus status(SupervisorSnapshot books, DispatchSnapshot requests) {
    List<WorkerGroup> groups = WorkerGroups.of(books, requests);
    List<WorkerGroup> ready = groups.stream().filter(WorkerGroup::isReady).toList();
    return new ServerStatus(
        launch.version(),
        launch.pid(),
        launch.plan().app().spec(),
        word(parts.readiness().state()),
        parts.readiness().isReady(),
        (ticker.getAsLong() - startedAt) / NANOS_IN_SECOND,
        List.copyOf(addresses),
        books.generation(),
        Lookout.refused(books),
        books.workers(),
        ready.stream().mapToInt(WorkerGroup::workers).sum(),
        books.threads(),
        parts.supervisor().grows(),
        requests.running(),
        requests.waiting(),
        requests.queueLimit(),
        requests.oldestWaitNanos() / NANOS_IN_SECOND,
        ready.stream().mapToInt(group -> group.workers() * group.threads()).sum(),
        ready.stream().mapToInt(WorkerGroup::busy).sum(),
        groups);
  }

  private static String word(Readiness.State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static List<WorkerView> workers(SupervisorSnapshot books, DispatchSnapshot requests) {
    Map<Integer, List<SlotSnapshot>> busy = Slots.busy(requests, Integer.MAX_VALUE);
    return books.books().stream()
        .map(worker ->
            new WorkerView(
                worker.id(),
                worker.pid(),
                worker.generation(),
                worker.state(),
                seconds(worker.age()),
                worker.threads(),
                busy.getOrDefault(worker.id(), List.of()).size(),
                worker.requests(),
                worker.memory().orElse(0),
                worker.leaving().orElse(worker.reason())))
        .toList();
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / NANOS_IN_SECOND;
  }

  /** On the loop: asks every worker that is busy, all at once. */
  private CompletionStage<List<StackView>> askForStacks() {
    Map<Integer, List<SlotSnapshot>> busy =
        Slots.busy(parts.dispatcher().snapshot(), Integer.MAX_VALUE);
    List<CompletableFuture<List<StackView>>> views = new ArrayList<>();
    busy.forEach((worker, slots) ->
        views.add(
            stacksOf(worker)
                .thenApply(report -> slots.stream().map(slot -> view(slot, report)).toList())));
    return CompletableFuture.allOf(views.toArray(CompletableFuture<?>[]::new))
        .thenApply(
            _ -> views.stream().map(CompletableFuture::resultNow).flatMap(List::stream).toList());
  }

  private CompletableFuture<StackReport> stacksOf(int worker) {
    CompletionStage<StackReport> report = parts.port().stacks(worker);
    return report == null
        ? CompletableFuture.completedFuture(Slots.GONE)
        : report.toCompletableFuture();
  }

  private static StackView view(SlotSnapshot slot, StackReport report) {
    return new StackView(
        Slots.seen(slot),
        report.text(slot.slot(), slot.requestId()),
        report.how() == StackReport.How.ASKED
            ? "the interpreter answers"
            : report.holdUp().sentence());
  }
}
