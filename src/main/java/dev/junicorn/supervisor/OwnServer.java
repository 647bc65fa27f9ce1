package dev.junicorn.supervisor;

import dev.junicorn.stack.StackLine;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A server that the app has started while it was imported, as {@code app.run()} does that stands at
 * the top of its file: the import does not end as long as that serves.
 *
 * @param starter the app's line that has started it
 */
record OwnServer(StackLine starter) {

  /** What a thread is in that serves: of the standard library, Werkzeug and Flask, aiohttp. */
  private static final Set<String> SERVING = Set.of("serve_forever", "run_simple", "run_app");

  private static final String WAITRESS = "/waitress/__init__.py";

  private static final String TOP_OF_A_FILE = "<module>";

  /**
   * Whether an import is in one.
   *
   * @param stack outermost first
   */
  static Optional<OwnServer> in(List<StackLine> stack) {
    Optional<StackLine> starter = Optional.empty();
    for (StackLine frame : stack) {
      if (isServing(frame)) {
        return starter.map(OwnServer::new);
      }
      if (frame.function().equals(TOP_OF_A_FILE)) {
        starter = Optional.of(frame);
      }
    }
    return Optional.empty();
  }

  private static boolean isServing(StackLine frame) {
    return SERVING.contains(frame.function())
        || (frame.function().equals("serve") && frame.file().endsWith(WAITRESS));
  }

  /** The line as a sentence names it. */
  String describe() {
    String place = starter.file() + ", line " + starter.line();
    return starter.source().isEmpty() ? place : place + ": " + starter.source();
  }
}
