package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.doctor.Prescription.Change;
import dev.junicorn.observation.WorkerSeen;
import dev.junicorn.plan.Sizing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** More worker processes than the processors, or the memory, have room for. */
final class TooManyWorkers implements Rule {

  static final String CODE = "too-many-workers";

  /** Kept from computing for this share of their time, they are in each other's way. */
  private static final double CROWDED = 0.4;

  @Override
  public String code() {
    return CODE;
  }

  @Override
  public Set<String> explains() {
    return Set.of(CpuBound.CODE, GilContention.CODE, SlotsFull.CODE, MemoryLow.CODE, Swapping.CODE);
  }

  @Override
  public Optional<Finding> examine(Signs signs) {
    if (areForTheMemory(signs)) {
      return signs.change().map(size -> usedUpMemory(signs, size));
    }
    return areForTheCores(signs)
        ? signs.change().map(size -> usedUpCores(signs, size))
        : Optional.empty();
  }

  /** As many workers as can compute at once. */
  static Optional<Prescription> forTheCores(Signs signs) {
    if (!areForTheCores(signs)) {
      return Optional.empty();
    }
    int workers = (int) Math.max(1, Math.ceil(signs.setup().cores()));
    int threads = Math.clamp(besideWaiting(signs), signs.threads(), signs.slots() / workers);
    return Optional.of(
        new Change(
            workers,
            threads,
            "%s share %s (too-many-workers): no more of them can compute at once than there are processors, and the others only take memory."
                .formatted(
                    Words.plural(signs.workers(), "worker"),
                    Words.processors(signs.setup().cores())),
            false));
  }

  /** Whether they are more than can be of use, and memory is short. */
  static boolean areForTheMemory(Signs signs) {
    return areMany(signs) && MemoryLow.isLow(signs);
  }

  private static boolean areForTheCores(Signs signs) {
    return areMany(signs)
        && !MemoryLow.isLow(signs)
        && (signs.processorsUsedUp() || signs.processorsTaken())
        && signs.work().contention() >= CROWDED;
  }

  private static boolean areMany(Signs signs) {
    return signs.setup().cores() > 0 && signs.workers() > most(signs);
  }

  /** As many as {@code auto} starts where memory carries them. */
  static int most(Signs signs) {
    return Sizing.mostWorkers(signs.setup().cores());
  }

  private static Finding usedUpCores(Signs signs, Change size) {
    Window recent = signs.recent();
    double computing = computing(signs);
    return new Finding(
        CODE,
        Weight.CRITICAL,
        Words.plural(signs.workers(), "worker")
            + " share "
            + Words.processors(signs.setup().cores())
            + ", and all of that is used up",
        "Each worker computes on a processor of its own, so no more of them can compute at once than"
            + " there are processors. The others take turns: every request gets slower, none gets done"
            + " earlier, and each worker costs memory.",
        List.of(
            "Of %s the workers use %s, the whole machine %s."
                .formatted(
                    Words.processors(signs.setup().cores()),
                    Words.cores(recent.mean(second -> second.machine().workerCores())),
                    Words.cores(recent.mean(second -> second.machine().machineCores()))),
            signs.work().sentence(),
            "A request computes for %s and is in the app for %s."
                .formatted(
                    Words.seconds(computing),
                    Words.seconds(signs.perRequest(request -> request.split().app()))),
            "The workers have %s, %s each."
                .formatted(
                    Words.bytes(memory(signs)), Words.bytes(memory(signs) / workers(signs)))),
        fixes(signs, size),
        "As many requests are served, each in less time in the app (about %s), with about %s less memory. What is over waits in the queue. To serve more, make the code cheaper or use more processors."
            .formatted(
                Words.seconds(alone(signs)),
                Words.bytes(memory(signs) / workers(signs) * (signs.workers() - size.workers()))));
  }

  private static double computing(Signs signs) {
    return signs.perRequest(request -> request.split().cpu());
  }

  /** Seconds that a request would take if nobody else computed. */
  private static double alone(Signs signs) {
    return computing(signs) + signs.perRequest(request -> request.split().blocked());
  }

  /** Threads that keep a processor busy where requests also wait: one computes meanwhile. */
  private static int besideWaiting(Signs signs) {
    return computing(signs) == 0 ? 1 : (int) Math.round(alone(signs) / computing(signs));
  }

  private static Finding usedUpMemory(Signs signs, Change size) {
    return new Finding(
        CODE,
        Weight.CRITICAL,
        Words.plural(signs.workers(), "worker") + " use up the memory",
        "Each worker is a process with its own copy of the app. There are more of them than the"
            + " processors can use, and the memory is nearly gone.",
        List.of(
            MemoryLow.evidence(signs),
            "The workers have %s, %s each."
                .formatted(Words.bytes(memory(signs)), Words.bytes(memory(signs) / workers(signs))),
            "For %s, %s are enough (2 x processors + 1)."
                .formatted(
                    Words.processors(signs.setup().cores()), Words.plural(most(signs), "worker"))),
        fixes(signs, size),
        "About %s more free memory, and %d requests at once: a thread costs next to none."
            .formatted(
                Words.bytes(memory(signs) / workers(signs) * (signs.workers() - size.workers())),
                size.slots()));
  }

  private static List<String> fixes(Signs signs, Change size) {
    List<String> fixes = new ArrayList<>();
    fixes.add(
        "Now, without a restart: " + StartCommand.scale(size.workers(), size.threads()) + ".");
    fixes.addAll(StartCommand.forGood(signs.setup(), size.workers(), size.threads()));
    return fixes;
  }

  private static double memory(Signs signs) {
    return signs.now().workers().stream().mapToLong(WorkerSeen::memory).sum();
  }

  private static int workers(Signs signs) {
    return Math.max(1, signs.now().workers().size());
  }
}
