package dev.junicorn.stack;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Where a slot's thread is.
 *
 * @param slot 0 for the worker's first thread
 * @param requestId the request it ran at that moment
 * @param lines the app's frames, outermost first, as in a traceback; empty while the thread is in
 *     the bridge's own code. At most {@link StackFrames#MAX_LINES}
 */
public record SlotStack(int slot, int requestId, List<StackLine> lines) {

  /** For the log: as Python prints a traceback, without a newline at the end. */
  public String text() {
    return text(lines);
  }

  static String text(List<StackLine> lines) {
    if (lines.isEmpty()) {
      return "(no code of the app: the thread is in the server's own part, which reads a body or"
          + " sends an answer)";
    }
    return "Stack (most recent call last):\n"
        + lines.stream().map(StackLine::text).collect(Collectors.joining("\n"));
  }
}
