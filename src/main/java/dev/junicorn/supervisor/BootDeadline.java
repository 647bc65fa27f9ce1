package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerLink;
import dev.junicorn.stack.StackReport;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Ends the patience with workers that do not get ready, and finds out where they hang. Confined to
 * the supervisor's thread.
 *
 * @param limit from the fork on; zero is for ever ({@code --boot-timeout})
 * @param own the supervisor's thread
 */
record BootDeadline(Duration limit, SupervisorThread own, BootStacks stacks) {

  /**
   * Begins to wait for a worker that was forked.
   *
   * @param boots whether it is not ready yet
   * @param late hears what it hangs in, while it still does
   */
  void watch(WorkerLink worker, BooleanSupplier boots, Consumer<StackReport> late) {
    if (limit.isPositive()) {
      own.afterWhile(boots, limit, () -> stacks.ask(worker, boots, late));
    }
  }
}
