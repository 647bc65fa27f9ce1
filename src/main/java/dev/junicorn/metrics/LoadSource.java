package dev.junicorn.metrics;

import java.util.function.Consumer;

/** Looks at what the server is doing, on the threads that own it. */
@FunctionalInterface
public interface LoadSource {

  /**
   * Finds out and tells; returns at once.
   *
   * @param known is told, on any thread
   */
  void look(Consumer<Load> known);
}
