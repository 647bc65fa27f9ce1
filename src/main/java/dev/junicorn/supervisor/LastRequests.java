package dev.junicorn.supervisor;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the loop knows of workers that are to be killed. A worker that is ready runs requests before
 * it is so in the books: on the loop, where its news and this pass one after the other, the first
 * counts. Confined to the supervisor's thread.
 *
 * @param loop where requests are given to workers
 * @param own the supervisor's thread
 */
record LastRequests(DispatchLoop loop, SupervisorThread own) {

  /**
   * Gives workers up that are not ready as far as is known here. Who of them is ready on the loop
   * serves, and the news of it come before {@code then} is told.
   *
   * @param then told who of them is shut out
   */
  void shutOut(List<ManagedWorker> unready, Consumer<List<ManagedWorker>> then) {
    loop.execute(() -> {
      List<ManagedWorker> late =
          unready.stream().filter(worker -> worker.link().shutOut()).toList();
      own.execute(() -> then.accept(late));
    });
  }

  /**
   * Gives no more requests to workers, whether ready or not.
   *
   * @param whenIdle runs when those they had begun are answered
   */
  void finish(List<ManagedWorker> workers, Runnable whenIdle) {
    CompletableFuture.allOf(workers.stream().map(this::idle).toArray(CompletableFuture[]::new))
        .thenRun(() -> own.execute(whenIdle));
  }

  private CompletableFuture<@Nullable Void> idle(ManagedWorker worker) {
    CompletableFuture<@Nullable Void> idle = new CompletableFuture<>();
    loop.execute(() -> {
      worker.link().shutOut();
      loop.dispatcher().drain(worker.id(), () -> idle.complete(null));
    });
    return idle;
  }
}
