package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerLink;
import dev.junicorn.exchange.ServerTime;
import dev.junicorn.worker.ExitStatus;
import dev.junicorn.worker.ForkedProcess;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** A worker in the supervisor's books. Confined to the supervisor's thread. */
final class ManagedWorker {

  private final Generation generation;
  private final WorkerLink link;
  private final WorkerFiles files;
  private final String reason;
  private final long startedAt;
  private WorkerState state = WorkerState.FORKING;
  private ForkedProcess process = ForkedProcess.none();
  private boolean bootFailureTold;
  private boolean controlEnded;
  private OptionalLong readyAt = OptionalLong.empty();
  private OptionalLong deadline = OptionalLong.empty();
  private OptionalInt signalSent = OptionalInt.empty();
  private Optional<Retirement> retirement = Optional.empty();
  private Optional<String> condemnation = Optional.empty();
  private Optional<ExitStatus> exit = Optional.empty();
  private MemoryCheck memory = MemoryCheck.none();

  ManagedWorker(
      Generation generation, WorkerLink link, WorkerFiles files, String reason, long startedAt) {
    this.generation = generation;
    this.link = link;
    this.files = files;
    this.reason = reason;
    this.startedAt = startedAt;
  }

  int id() {
    return link.id();
  }

  /** 0 until it was forked. */
  int pid() {
    return process.pid();
  }

  Generation generation() {
    return generation;
  }

  WorkerLink link() {
    return link;
  }

  WorkerFiles files() {
    return files;
  }

  /** Why it was started. */
  String reason() {
    return reason;
  }

  /**
   * How old it is.
   *
   * @param now {@link ServerTime#now}
   */
  Duration age(long now) {
    return Duration.ofNanos(now - startedAt);
  }

  /** How long it took until it was ready; empty while it is not. */
  Optional<Duration> bootTime() {
    return readyAt.isPresent()
        ? Optional.of(Duration.ofNanos(readyAt.getAsLong() - startedAt))
        : Optional.empty();
  }

  WorkerState state() {
    return state;
  }

  boolean is(WorkerState wanted) {
    return state == wanted;
  }

  /** Whether it runs requests. */
  boolean servesStill() {
    return state == WorkerState.READY || state == WorkerState.DRAINING;
  }

  /** Why it is to be replaced, or was. */
  Optional<Retirement> retirement() {
    return retirement;
  }

  /** Its place is to be taken by another; an urgent reason replaces one that is not. */
  void retire(Retirement why) {
    retirement = Optional.of(why);
  }

  /** Whether this reason, or one that is more urgent, was given before. */
  boolean isRetiredFor(Retirement why) {
    return retirement.filter(old -> old.cause().compareTo(why.cause()) <= 0).isPresent();
  }

  /** Its state may last until then; {@link ServerTime#awake}. */
  void setDeadline(OptionalLong until) {
    deadline = until;
  }

  MemoryCheck memory() {
    return memory;
  }

  void measured(MemoryCheck newest) {
    memory = newest;
  }

  /** Whether the worker has said itself why it could not boot. */
  boolean bootFailureTold() {
    return bootFailureTold;
  }

  void tellBootFailure() {
    bootFailureTold = true;
  }

  /** How the process ended; empty while the spawner has not said. */
  Optional<ExitStatus> exit() {
    return exit;
  }

  void exitReported(ExitStatus how) {
    exit = Optional.of(how);
  }

  /** Whether everything the worker had to say of itself was read. */
  boolean controlEnded() {
    return controlEnded;
  }

  void endControl() {
    controlEnded = true;
  }

  void forked(ForkedProcess child) {
    process = child;
    if (state == WorkerState.FORKING) {
      moveTo(WorkerState.BOOTING);
    }
  }

  void booted(WorkerState next, long now) {
    readyAt = OptionalLong.of(now);
    moveTo(next);
  }

  /** It is to be ended by force as soon as it was forked; the first reason counts. */
  void condemn(String why) {
    condemnation = condemnation.or(() -> Optional.of(why));
  }

  /** Why it is to be ended by force as soon as it was forked. */
  Optional<String> condemnation() {
    return condemnation;
  }

  /** Ends it by force: through its parent, or, where that is dead, directly. */
  void kill() {
    signalSent = OptionalInt.of(ExitStatus.SIGKILL);
    if (generation.hasSpawner()) {
      generation.kill(id(), ExitStatus.SIGKILL);
    } else {
      killDirectly();
    }
  }

  /** Makes sure that it ends, past a parent that is dead or does nothing. */
  void killDirectly() {
    process.kill();
  }

  /** One that was told to end before has nobody else to see to it; that is no new decision. */
  void killAsOrphan() {
    if (is(WorkerState.ENDING)) {
      killDirectly();
    } else {
      moveTo(WorkerState.ENDING);
      kill();
    }
  }

  /** Whether its parent was told to end it, and may not have done so. */
  boolean isToDie() {
    return is(WorkerState.ENDING) && (wasSignalled() || generation.is(GenerationState.GONE));
  }

  /** Whether it was sent a signal. */
  boolean wasSignalled() {
    return signalSent.isPresent();
  }

  WorkerView view() {
    return new WorkerView(id(), generation.number(), link.threads(), state, retirement, deadline);
  }

  /**
   * @param wanted whether the server wanted it to end
   */
  WorkerDeath death(ExitStatus how, boolean wanted, long now) {
    boolean byForce = isEndedByForce(how);
    return new WorkerDeath(
        id(),
        pid(),
        generation.number(),
        how,
        wanted && (byForce || !isCrash(how)),
        byForce,
        signalSent,
        retirement.map(Retirement::reason),
        bootTime(),
        age(now),
        link.requests());
  }

  /** By us, or by its parent, which kills what is left of a generation that is thrown away. */
  private boolean isEndedByForce(ExitStatus how) {
    return how.equals(new ExitStatus.Signalled(ExitStatus.SIGKILL))
        && (wasSignalled() || generation.is(GenerationState.GONE));
  }

  /** One that was told to end does so by itself, in its time; a whole group may be told at once. */
  private static boolean isCrash(ExitStatus how) {
    return how instanceof ExitStatus.Signalled(int signal)
        && signal != ExitStatus.SIGALRM
        && !how.isRequest();
  }

  SupervisorSnapshot.Worker snapshot(long now, OptionalLong memoryBytes) {
    return new SupervisorSnapshot.Worker(
        id(),
        pid(),
        generation.number(),
        link.threads(),
        state.word(),
        age(now),
        bootTime(),
        reason,
        retirement.map(Retirement::reason),
        link.requests(),
        memoryBytes);
  }

  /**
   * Moves on.
   *
   * @throws IllegalStateException if the diagram has no such arrow
   */
  void moveTo(WorkerState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(
          "worker " + id() + " cannot go from " + state + " to " + next);
    }
    state = next;
    deadline = OptionalLong.empty();
  }
}
