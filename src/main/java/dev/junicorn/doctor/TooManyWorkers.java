package dev.junicorn.doctor;

import dev.junicorn.doctor.Finding.Weight;
import dev.junicorn.observation.WorkerSeen;
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
    if (signs.setup().cores() <= 0 || signs.now().workersWanted() <= most(signs)) {
      return Optional.empty();
    }
    if (MemoryLow.isLow(signs)) {
      return Optional.of(forTheMemory(signs));
    }
    boolean full = signs.processorsUsedUp() || signs.processorsTaken();
    return full && signs.work().contention() >= CROWDED
        ? Optional.of(forTheCores(signs))
        : Optional.empty();
  }

  /** Twice the processors and one, by the rule that gunicorn's documentation gives. */
  static int most(Signs signs) {
    return 2 * (int) Math.ceil(signs.setup().cores()) + 1;
  }

  private static Finding forTheCores(Signs signs) {
    Window recent = signs.recent();
    int fewer = (int) Math.max(1, Math.ceil(signs.setup().cores()));
    double computing = signs.perRequest(request -> request.split().cpu());
    double alone = computing + signs.perRequest(request -> request.split().blocked());
    return new Finding(
        CODE,
        Weight.CRITICAL,
        Words.plural(signs.now().workersWanted(), "worker")
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
        fixes(signs, fewer, besideWaiting(computing, alone)),
        "As many requests are served, each in less time in the app (about %s), with about %s less memory. What is over waits in the queue, in order. To serve more, make the code cheaper or use more processors."
            .formatted(
                Words.seconds(alone),
                Words.bytes(
                    memory(signs) / workers(signs) * (signs.now().workersWanted() - fewer))));
  }

  /** Threads that keep a processor busy where requests also wait: one computes meanwhile. */
  private static int besideWaiting(double computing, double alone) {
    return computing == 0 ? 1 : (int) Math.round(alone / computing);
  }

  private static Finding forTheMemory(Signs signs) {
    int fewer = most(signs);
    int threads = asManySlots(signs, fewer);
    return new Finding(
        CODE,
        Weight.CRITICAL,
        Words.plural(signs.now().workersWanted(), "worker") + " use up the memory",
        "Each worker is a process with its own copy of the app. There are more of them than the"
            + " processors can use, and the memory is nearly gone.",
        List.of(
            MemoryLow.evidence(signs),
            "The workers have %s, %s each."
                .formatted(Words.bytes(memory(signs)), Words.bytes(memory(signs) / workers(signs))),
            "For %s, %s are enough (2 x processors + 1)."
                .formatted(Words.processors(signs.setup().cores()), Words.plural(fewer, "worker"))),
        fixes(signs, fewer, threads),
        "About %s more free memory, and still %d requests at once: a thread costs next to none."
            .formatted(
                Words.bytes(memory(signs) / workers(signs) * (signs.now().workersWanted() - fewer)),
                fewer * threads));
  }

  private static List<String> fixes(Signs signs, int fewer, int needed) {
    int threads = Math.max(Math.min(needed, asManySlots(signs, fewer)), signs.now().threads());
    List<String> fixes = new ArrayList<>();
    fixes.add("Now, without a restart: " + StartCommand.scale(fewer, threads) + ".");
    fixes.addAll(StartCommand.forGood(signs.setup(), fewer, threads));
    return fixes;
  }

  /** Threads with which fewer workers serve as many at once. */
  private static int asManySlots(Signs signs, int workers) {
    return Math.ceilDiv(signs.slots(), workers);
  }

  private static double memory(Signs signs) {
    return signs.now().workers().stream().mapToLong(WorkerSeen::memory).sum();
  }

  private static int workers(Signs signs) {
    return Math.max(1, signs.now().workers().size());
  }
}
