package dev.junicorn.server;

import dev.junicorn.dispatch.DispatchSnapshot;
import dev.junicorn.dispatch.SlotSnapshot;
import dev.junicorn.observation.Now;
import dev.junicorn.observation.PostureReader;
import dev.junicorn.observation.Refused;
import dev.junicorn.observation.Sight;
import dev.junicorn.observation.StackLook.Place;
import dev.junicorn.observation.StackLook.Posture;
import dev.junicorn.observation.WorkerSeen;
import dev.junicorn.plan.MachineReader;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.Throttling;
import dev.junicorn.stack.SlotStack;
import dev.junicorn.stack.StackLine;
import dev.junicorn.stack.StackReport;
import dev.junicorn.supervisor.SupervisorSnapshot;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the parts of the server for those who observe it. Callable from any thread: each
 * question is taken to the thread that owns the answer.
 */
final class Lookout implements Sight {

  private static final double NANOS = 1e9;

  /** The innermost frames say where a request is; the rest is the framework. */
  private static final int FRAMES = 12;

  /** What {@link dev.junicorn.observation.StackLook} holds. */
  private static final int PLACES = 64;

  private final ServingParts parts;
  private final Executor inspection;
  private final LongSupplier ticker;
  private final long startedAt;
  private final PostureReader postures = new PostureReader(Path.of("/proc"));
  private final MachineReader machine = new MachineReader(Path.of("/"));

  /** What the slots of one worker run, and the numbers of their threads. */
  private record Busy(int pid, List<SlotSnapshot> slots, List<Long> threads) {}

  /** What the loop knows at one moment. */
  private record Requests(DispatchSnapshot dispatch, int connections) {}

  /**
   * @param inspection may block for {@code /proc}
   */
  Lookout(ServingParts parts, Executor inspection, LongSupplier ticker) {
    this.parts = parts;
    this.inspection = inspection;
    this.ticker = ticker;
    this.startedAt = ticker.getAsLong();
  }

  @Override
  public void now(Consumer<Now> known) {
    CompletableFuture.supplyAsync(
            () -> new Requests(parts.dispatcher().snapshot(), parts.front().load().connections()),
            parts.loop())
        .thenCombine(parts.supervisor().quickSnapshot(), this::now)
        .thenAccept(known);
  }

  @Override
  public void stacks(Consumer<List<Place>> known) {
    CompletableFuture.supplyAsync(this::glance, parts.loop())
        .thenCompose(places -> places)
        .thenAccept(known);
  }

  @Override
  public Limits limits() {
    Optional<Throttling> throttling = machine.throttling();
    return new Limits(
        machine.read().freeMemory().map(Sourced::value).orElse(0L),
        throttling.map(Throttling::periods).orElse(0L),
        throttling.map(Throttling::throttled).orElse(0L));
  }

  private Now now(Requests requests, SupervisorSnapshot books) {
    DispatchSnapshot dispatch = requests.dispatch();
    return new Now(
        parts.readiness().state().name().toLowerCase(Locale.ROOT),
        (ticker.getAsLong() - startedAt) / NANOS,
        books.generation(),
        refused(books),
        books.workers(),
        books.threads(),
        dispatch.running(),
        dispatch.waiting(),
        dispatch.oldestWaitNanos() / NANOS,
        requests.connections(),
        books.books().stream().map(Lookout::seen).toList(),
        dispatch.slots().stream().map(Slots::seen).toList());
  }

  /** The last reload where it was refused. */
  static @Nullable Refused refused(SupervisorSnapshot books) {
    return books
        .refused()
        .map(refused -> new Refused(refused.why(), refused.age().toNanos() / NANOS))
        .orElse(null);
  }

  private static WorkerSeen seen(SupervisorSnapshot.Worker worker) {
    return new WorkerSeen(
        worker.id(),
        worker.pid(),
        worker.generation(),
        worker.threads(),
        worker.state(),
        worker.age().toNanos() / NANOS,
        worker.requests(),
        0,
        0,
        worker.leaving().orElse(""),
        List.of());
  }

  /** On the loop: asks every worker that is busy, all at once. */
  private CompletionStage<List<Place>> glance() {
    Map<Integer, List<SlotSnapshot>> busy = Slots.busy(parts.dispatcher().snapshot(), PLACES);
    CompletionStage<List<Place>> all = CompletableFuture.completedStage(List.of());
    for (Map.Entry<Integer, List<SlotSnapshot>> worker : busy.entrySet()) {
      all = all.thenCombine(places(worker.getKey(), worker.getValue()), Lookout::joined);
    }
    return all;
  }

  /** The threads are looked at before the question can disturb them. */
  private CompletionStage<List<Place>> places(int worker, List<SlotSnapshot> slots) {
    Busy busy =
        new Busy(
            slots.getFirst().pid(),
            slots,
            slots.stream().map(slot -> parts.port().nativeThread(worker, slot.slot())).toList());
    return CompletableFuture.supplyAsync(() -> postures.of(busy.pid(), busy.threads()), inspection)
        .thenComposeAsync(
            seen -> report(worker).thenApply(report -> places(busy, seen, report)), parts.loop());
  }

  private CompletionStage<StackReport> report(int worker) {
    CompletionStage<StackReport> report = parts.port().glance(worker);
    return report == null ? CompletableFuture.completedStage(Slots.GONE) : report;
  }

  private static List<Place> places(Busy busy, List<Posture> postures, StackReport report) {
    List<Place> places = new ArrayList<>();
    for (int i = 0; i < busy.slots().size(); i++) {
      SlotSnapshot slot = busy.slots().get(i);
      places.add(
          new Place(
              slot.worker(),
              slot.slot(),
              slot.method(),
              slot.target(),
              slot.ageNanos() / NANOS,
              postures.get(i),
              report.how() == StackReport.How.ASKED ? "" : report.holdUp().sentence(),
              frames(report, slot)));
    }
    return List.copyOf(places);
  }

  private static List<String> frames(StackReport report, SlotSnapshot slot) {
    return report.slots().stream()
        .filter(stack -> stack.slot() == slot.slot() && stack.requestId() == slot.requestId())
        .findFirst()
        .map(SlotStack::lines)
        .map(lines -> lines.subList(Math.max(0, lines.size() - FRAMES), lines.size()))
        .orElse(List.of())
        .stream()
        .map(Lookout::frame)
        .toList();
  }

  private static String frame(StackLine line) {
    return line.file() + ":" + line.line() + " " + line.function();
  }

  private static List<Place> joined(List<Place> some, List<Place> more) {
    List<Place> all = new ArrayList<>(some);
    all.addAll(more);
    return List.copyOf(all);
  }
}
