package dev.junicorn.stack;

import java.util.List;

/** Takes what is not the app's out of a stack. */
public final class StackFrames {

  /** More lines than a person reads; the innermost are kept. */
  public static final int MAX_LINES = 60;

  private static final String BRIDGE = "/junicorn_bridge/";

  private StackFrames() {}

  /**
   * The app's own frames: without the bridge, what called it, and Python's machinery of imports.
   *
   * @param frames outermost first
   */
  public static List<StackLine> ofApp(List<StackLine> frames) {
    int outermost = 0;
    while (outermost < frames.size() && !isBridge(frames.get(outermost))) {
      outermost++;
    }
    // A thread that the bridge did not begin is shown as it is.
    int first = outermost == frames.size() ? 0 : outermost;
    List<StackLine> own =
        frames.subList(first, frames.size()).stream()
            .filter(frame -> !isBridge(frame) && !isImportMachinery(frame))
            .toList();
    return own.subList(Math.max(0, own.size() - MAX_LINES), own.size());
  }

  private static boolean isBridge(StackLine frame) {
    return frame.file().contains(BRIDGE);
  }

  private static boolean isImportMachinery(StackLine frame) {
    return frame.file().startsWith("<frozen importlib") || frame.file().contains("/importlib/");
  }
}
