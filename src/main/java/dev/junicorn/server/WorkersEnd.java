package dev.junicorn.server;

import dev.junicorn.supervisor.Supervisor;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends all workers, within the times for it: in order, else by force.
 *
 * @param warnings hears what did not end as it should
 */
record WorkersEnd(Supervisor supervisor, StopTimes times, Consumer<String> warnings) {

  /** Returns when they are gone, or nobody can do more about them. */
  void await() {
    CompletableFuture<@Nullable Void> allGone = supervisor.stop().toCompletableFuture();
    if (!isDoneWithin(times.workersEnd(), allGone)) {
      warnings.accept(
          "Workers did not end within %.1f s and are killed."
              .formatted(times.workersEnd().toMillis() / 1000.0));
      supervisor.kill();
      // Their deaths are still to be concluded. Nobody can do more about one that outlives this.
      isDoneWithin(times.killedEnd(), allGone);
    }
    // Their last words, also why the app could not be served. What they have left behind is not
    // waited for.
    isDoneWithin(times.lastOutput(), supervisor.outputRead().toCompletableFuture());
  }

  private boolean isDoneWithin(Duration limit, CompletableFuture<@Nullable Void> end) {
    try {
      end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      warnings.accept("Ending the workers failed: " + e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return true;
  }
}
