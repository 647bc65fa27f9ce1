package dev.junicorn.server;

import dev.junicorn.event.Reason;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Steps of a start that other threads take, one after the other. */
final class Awaited {

  private Awaited() {}

  /**
   * What came of a step; waits for it.
   *
   * @param failure what it means if it fails: {@code Cannot listen on ...}
   * @throws IOException if it does
   */
  static <T extends @Nullable Object> T result(CompletionStage<T> step, String failure)
      throws IOException {
    try {
      return step.toCompletableFuture().get();
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(failure + ": " + Reason.of(cause), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(failure + ": interrupted", e);
    }
  }
}
