package dev.junicorn.supervisor;

import dev.junicorn.channel.WorkerLink;
import dev.junicorn.stack.StackReport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Looks where the import of a worker that boots is. Confined to the supervisor's thread.
 *
 * @param own the supervisor's thread
 * @param loop the dispatch loop, to which the worker's link is confined
 */
record BootStacks(SupervisorThread own, DispatchLoop loop) {

  /**
   * @param boots whether it is not ready yet: nobody hears of one that is
   * @param seen hears where it is, while it boots
   */
  void ask(WorkerLink worker, BooleanSupplier boots, Consumer<StackReport> seen) {
    if (boots.getAsBoolean()) {
      loop.execute(() ->
          worker
              .watch()
              .stacks()
              .thenAccept(report ->
                  own.execute(() -> {
                    if (boots.getAsBoolean()) {
                      seen.accept(report);
                    }
                  })));
    }
  }
}
