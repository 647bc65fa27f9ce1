package dev.junicorn.server;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Closes parts in order, each whatever became of those before it. */
final class Closing {

  private Closing() {}

  /**
   * @throws IOException the first failure; the later ones are suppressed in it
   */
  static void inOrder(List<Closeable> parts) throws IOException {
    if (!parts.isEmpty()) {
      try (Closeable _ = () -> inOrder(parts.subList(1, parts.size()))) {
        parts.getFirst().close();
      }
    }
  }
}
