package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerLink;
import dev.junicorn.stack.StackReport;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Ends the patience with workers that do not get ready, and finds out where they hang. Confined to
 * the supervisor's thread.
 *
 * @param limit from the fork on; zero is for ever ({@code --boot-timeout})
 * @param own the supervisor's thread
 * @param loop the dispatch loop, to which the worker's link is confined
 */
record BootDeadline(Duration limit, SupervisorThread own, Executor loop) {

  /**
   * Begins to wait for a worker that was forked.
   *
   * @param boots whether it is not ready yet
   * @param late hears what it hangs in, while it still does
   */
  void watch(WorkerLink worker, BooleanSupplier boots, Consumer<StackReport> late) {
    if (limit.isPositive()) {
      own.after(limit, () -> look(worker, boots, late));
    }
  }

  private void look(WorkerLink worker, BooleanSupplier boots, Consumer<StackReport> late) {
    if (boots.getAsBoolean()) {
      loop.execute(() ->
          worker
              .watch()
              .stacks()
              .thenAccept(report ->
                  own.execute(() -> {
                    if (boots.getAsBoolean()) {
                      late.accept(report);
                    }
                  })));
    }
  }
}
