package dev.junicorn.supervisor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Compares what is wanted with what is there. Pure: no clock, no process, no thread.
 *
 * <p>A worker <em>stays</em> if nothing speaks against it, and is a <em>leaver</em> if it takes
 * requests and should make room. What holds in every plan:
 *
 * <ul>
 *   <li>A leaver is drained only if as many others as are wanted take requests.
 *   <li>What is missing is forked at once; a replacement in advance only while no more than the
 *       surge lives beside the wanted number, drained ones included.
 *   <li>Of the planned replacements one happens at a time.
 *   <li>After deaths nothing is forked before the pause is over; the only one before the others.
 * </ul>
 */
final class Reconciler {

  private static final Comparator<WorkerView> OLDEST_FIRST =
      Comparator.comparingInt(WorkerView::id);

  private final Desired desired;
  private final List<WorkerView> workers;
  private final RestartBackoff backoff;
  private final long now;
  private final List<Action> actions = new ArrayList<>();
  private final List<WorkerView> staying = new ArrayList<>();
  private final List<Leaver> leavers = new ArrayList<>();

  /** The worker whose planned replacement may go on; 0 for none. */
  private int planned;

  /** A worker that takes requests and should make room. */
  private record Leaver(WorkerView worker, Retirement why) {
    boolean urgent() {
      return why.cause() == Retirement.Cause.URGENT;
    }
  }

  private Reconciler(
      Desired desired, Collection<WorkerView> workers, RestartBackoff backoff, long now) {
    this.desired = desired;
    this.workers =
        workers.stream()
            .filter(worker -> worker.generation() != desired.candidate())
            .sorted(OLDEST_FIRST)
            .toList();
    this.backoff = backoff;
    this.now = now;
  }

  /**
   * Says what to do.
   *
   * @param workers the workers there are, none of them gone
   * @param backoff how recent deaths hold back replacements
   * @param now monotonic nanoseconds
   */
  static List<Action> plan(
      Desired desired, Collection<WorkerView> workers, RestartBackoff backoff, long now) {
    Reconciler reconciler = new Reconciler(desired, workers, backoff, now);
    reconciler.endOverdue();
    reconciler.judge();
    reconciler.dropSurplus();
    reconciler.drainReplaced();
    reconciler.forkMissing();
    return List.copyOf(reconciler.actions);
  }

  /**
   * Whether the wanted workers, and no others, take requests.
   *
   * @param workers as for {@link #plan}
   */
  static boolean settled(Desired desired, Collection<WorkerView> workers) {
    Reconciler reconciler = new Reconciler(desired, workers, RestartBackoff.none(), 0);
    reconciler.judge();
    return reconciler.actions.isEmpty()
        && reconciler.leavers.stream().allMatch(leaver -> leaver.worker().planned())
        && reconciler.ready() == desired.workers()
        && reconciler.staying.stream().noneMatch(WorkerView::coming);
  }

  private void endOverdue() {
    for (WorkerView worker : workers) {
      if (worker.deadline().isEmpty()) {
        continue;
      }
      long deadline = worker.deadline().getAsLong();
      if (now - deadline < 0) {
        actions.add(new Action.LookAgain(deadline));
      } else if (worker.is(WorkerState.DRAINING)) {
        actions.add(
            new Action.End(
                worker.id(), "its requests did not finish in time (--graceful-timeout)"));
      } else {
        actions.add(new Action.Kill(worker.id(), "it did not end in time"));
      }
    }
  }

  /** Tells those that stay from those that leave; who is not ready yet need not be waited for. */
  private void judge() {
    for (WorkerView worker : workers) {
      Optional<Retirement> why = worker.retirement().or(() -> outdated(worker));
      if (worker.state().counts() && why.isEmpty()) {
        staying.add(worker);
      } else if (worker.is(WorkerState.READY)) {
        leavers.add(new Leaver(worker, why.orElseThrow()));
      } else if (worker.coming()) {
        actions.add(new Action.Kill(worker.id(), why.orElseThrow().reason()));
      }
    }
  }

  private Optional<Retirement> outdated(WorkerView worker) {
    if (worker.generation() != desired.generation()) {
      return Optional.of(
          new Retirement(
              Retirement.Cause.OUTDATED, "generation " + desired.generation() + " serves now"));
    }
    if (worker.threads() != desired.threads()) {
      return Optional.of(
          new Retirement(
              Retirement.Cause.WRONG_SIZE,
              desired.threads() == 1
                  ? "1 thread is wanted"
                  : desired.threads() + " threads are wanted"));
    }
    return Optional.empty();
  }

  /** More than wanted: the youngest that is not ready first, then the oldest. */
  private void dropSurplus() {
    List<WorkerView> coming = new ArrayList<>(staying.stream().filter(WorkerView::coming).toList());
    Retirement why = new Retirement(Retirement.Cause.SURPLUS, wanted());
    while (staying.size() > desired.workers()) {
      if (coming.isEmpty()) {
        leavers.add(new Leaver(staying.removeFirst(), why));
      } else {
        WorkerView youngest = coming.removeLast();
        staying.remove(youngest);
        actions.add(new Action.Kill(youngest.id(), why.reason()));
      }
    }
  }

  private void drainReplaced() {
    leavers.sort(Comparator.comparing(leaver -> leaver.why().cause()));
    choosePlanned();
    int spare = ready() - desired.workers();
    for (Leaver leaver : leavers) {
      if (spare > 0 && !held(leaver)) {
        actions.add(new Action.Drain(leaver.worker().id(), leaver.why()));
        spare--;
      }
    }
  }

  /** One planned replacement at a time: the oldest, once the one before is gone. */
  private void choosePlanned() {
    boolean underWay =
        workers.stream().anyMatch(worker -> worker.planned() && !worker.state().counts());
    if (!underWay) {
      leavers.stream()
          .filter(leaver -> leaver.worker().planned())
          .findFirst()
          .ifPresent(leaver -> planned = leaver.worker().id());
    }
  }

  /** Whether it keeps its place for now: it is not its turn. */
  private boolean held(Leaver leaver) {
    return leaver.worker().planned() && leaver.worker().id() != planned;
  }

  /** How many take requests. */
  private int ready() {
    return leavers.size()
        + (int) staying.stream().filter(worker -> worker.is(WorkerState.READY)).count();
  }

  private void forkMissing() {
    int missing = Math.max(0, desired.workers() - staying.size() - leavers.size());
    int held = (int) leavers.stream().filter(this::held).count();
    int replacements = desired.workers() - held - staying.size() - missing;
    int forks = missing + Math.clamp(replacements, 0, Math.max(0, room() - missing));
    if (forks <= 0 || !desired.canFork()) {
      return;
    }
    int due = due(forks);
    for (int i = 0; i < due; i++) {
      actions.add(new Action.Fork(i < missing ? missingReason() : replacementReason()));
    }
  }

  /** How many of these forks the deaths of late allow now. */
  private int due(int forks) {
    if (backoff.deaths() == 0 || now - backoff.notBefore() >= 0) {
      return forks;
    }
    boolean nobodyElse = ready() == 0 && staying.stream().noneMatch(WorkerView::coming);
    if (nobodyElse && now - backoff.onlyOneNotBefore() >= 0) {
      actions.add(new Action.LookAgain(backoff.notBefore()));
      return 1;
    }
    actions.add(
        new Action.LookAgain(nobodyElse ? backoff.onlyOneNotBefore() : backoff.notBefore()));
    return 0;
  }

  /**
   * How many more may live beside those that do, so that others can be replaced. What drains
   * without a bound does not hold up a replacement that matters.
   */
  private int room() {
    boolean urgent = leavers.stream().anyMatch(Leaver::urgent);
    boolean matters = leavers.stream().anyMatch(leaver -> leaver.why().cause().bounded());
    int live = 0;
    for (WorkerView worker : workers) {
      if (!matters || !worker.drainsUnbounded()) {
        live++;
      }
    }
    return desired.workers() + desired.surge() + (urgent ? 1 : 0) - live;
  }

  private String missingReason() {
    return switch (backoff.deaths()) {
      case 0 -> wanted();
      case 1 -> "replaces one that died";
      default -> "replaces one that died; " + backoff.deaths() + " deaths of late";
    };
  }

  private String replacementReason() {
    Leaver first = leavers.getFirst();
    return "takes the place of worker " + first.worker().id() + ": " + first.why().reason();
  }

  private String wanted() {
    return desired.workers() + " wanted";
  }
}
