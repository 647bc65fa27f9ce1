package dev.junicorn.cli;

import dev.junicorn.control.ServerStatus;
import java.util.ArrayList;
import java.util.List;

/** What {@code junicorn ctl scale} does, while it does it. Pure. */
final class ScaleText {

  private ScaleText() {}

  /**
   * From what to what, and what that takes.
   *
   * @param workers as many as there shall be
   * @param threads of each
   */
  static String begins(ServerStatus before, int workers, int threads) {
    String from = StatusText.size(before.workersWanted(), before.threads());
    List<String> steps = steps(before, workers, threads);
    return steps.isEmpty()
        ? "The size is " + from + " already; waiting until all are ready."
        : "From %s to %s: %s."
            .formatted(from, StatusText.size(workers, threads), String.join("; ", steps));
  }

  private static List<String> steps(ServerStatus before, int workers, int threads) {
    List<String> steps = new ArrayList<>();
    int more = workers - before.workersWanted();
    if (more > 0) {
      steps.add(more + (more == 1 ? " more starts" : " more start"));
    } else if (more < 0) {
      steps.add(-more + (more == -1 ? " ends" : " end") + " when the requests there have ended");
    }
    if (threads != before.threads()) {
      steps.add(
          "the threads of a running worker stay as they are, so another is started in its place, and it ends when its requests have ended");
    }
    return steps;
  }

  /** How far it is. */
  static String takesTime(ServerStatus now) {
    return "Not finished yet, still waiting: "
        + StatusText.change(now)
        + ". Ctrl-C ends the waiting, not what the server does.";
  }
}
