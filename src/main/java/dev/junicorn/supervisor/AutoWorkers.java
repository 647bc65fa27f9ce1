package dev.junicorn.supervisor;

import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Machine;
import dev.junicorn.plan.MeasuredWorker;
import dev.junicorn.plan.Sizing;
import dev.junicorn.plan.Sourced;
import dev.junicorn.worker.ProcessMemory;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How many workers there should be, where that was left to the server: as many as memory carries,
 * by what the first worker of each generation holds when it is ready. Confined to the supervisor's
 * thread.
 */
final class AutoWorkers {

  /** No generation: they count from 1. */
  private static final int NONE = 0;

  private final LaunchPlan.Size size;
  private final Supplier<Machine> machine;
  private boolean open;
  private int measured = NONE;

  /**
   * @param machine reads what may be used of the machine now
   */
  AutoWorkers(LaunchPlan.Size size, Supplier<Machine> machine) {
    this.size = size;
    this.machine = machine;
    this.open = size.open().workers();
  }

  /** How many are wanted before one was measured. */
  int atFirst() {
    return size.open().oneFirst() ? 1 : size.workers().value();
  }

  /** Somebody has asked for a number: it stays. */
  void close() {
    open = false;
  }

  /**
   * How many there should be from now on; empty where there is nothing new to say: the number was
   * not left open, a worker of this generation was measured before, or memory carries those that
   * are wanted.
   *
   * @param ready one that takes requests
   * @param all who live, that one included
   * @param wanted how many are wanted so far
   */
  Optional<Sourced<Integer>> decide(
      ManagedWorker ready, Collection<ManagedWorker> all, int wanted) {
    if (!open || measured == ready.generation().number()) {
      return Optional.empty();
    }
    long bytes = held(ready);
    if (bytes == 0) {
      return Optional.empty(); // it has just ended: the next one is measured
    }
    boolean othersWait = measured == NONE && size.open().oneFirst();
    measured = ready.generation().number();
    long together = all.stream().mapToLong(AutoWorkers::held).sum();
    Sourced<Integer> count =
        Sizing.workers(machine.get(), new MeasuredWorker(ready.id(), bytes, together));
    return Optional.of(count).filter(found -> othersWait || found.value() != wanted);
  }

  /** Bytes; 0 where the process is not there. */
  private static long held(ManagedWorker worker) {
    return worker.pid() == 0 ? 0 : ProcessMemory.of(worker.pid()).orElse(0);
  }
}
