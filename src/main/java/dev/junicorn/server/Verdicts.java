package dev.junicorn.server;

import dev.junicorn.control.Verdict;
import dev.junicorn.supervisor.RecycleOutcome;
import dev.junicorn.supervisor.ReloadOutcome;
import dev.junicorn.supervisor.ScaleOutcome;
import java.time.Duration;
import java.util.List;

/** What became of an operation, in words for the operator. Pure. */
final class Verdicts {

  private Verdicts() {}

  static Verdict of(ReloadOutcome outcome) {
    return switch (outcome) {
      case ReloadOutcome.Reloaded(int generation, Duration took) ->
          new Verdict.Done(
              "Reloaded: generation %d serves, after %s.".formatted(generation, s(took)));
      case ReloadOutcome.Refused(String message, String traceback) ->
          new Verdict.Refused("Not reloaded, the old code serves on: " + message, traceback);
      case ReloadOutcome.Incomplete(int generation, String message, String traceback) ->
          new Verdict.Refused(
              "Generation %d serves, but not with all its workers; more attempts follow: %s"
                  .formatted(generation, message),
              traceback);
    };
  }

  static Verdict of(ScaleOutcome outcome) {
    return switch (outcome) {
      case ScaleOutcome.Scaled(int workers, int threads, Duration took) ->
          new Verdict.Done(
              "Now %s with %s each: %s, after %s."
                  .formatted(
                      counted(workers, "worker"),
                      counted(threads, "thread"),
                      counted(workers * threads, "slot"),
                      s(took)));
      case ScaleOutcome.Refused(String message) -> new Verdict.Refused(message, "");
      case ScaleOutcome.Incomplete(String message, String traceback) ->
          new Verdict.Refused(
              "Wanted from now on, but not there yet; more attempts follow: " + message, traceback);
    };
  }

  static Verdict of(RecycleOutcome outcome) {
    return switch (outcome) {
      case RecycleOutcome.Recycled(int worker, int pid, Duration took) ->
          new Verdict.Done(
              "Worker %d (pid %d) was replaced, after %s.".formatted(worker, pid, s(took)));
      case RecycleOutcome.Refused(String message) -> new Verdict.Refused(message, "");
      case RecycleOutcome.Incomplete(String message, String traceback) ->
          new Verdict.Refused(
              "The old worker serves on, its successor did not boot: " + message, traceback);
    };
  }

  /**
   * The verdict on log files.
   *
   * @param problems the files that could not be opened, with the reasons
   */
  static Verdict ofReopening(List<String> problems) {
    return problems.isEmpty()
        ? new Verdict.Done("The log files were opened anew.")
        : new Verdict.Refused(
            "Not every log file could be opened anew; the old ones are written on.",
            String.join("\n", problems));
  }

  private static String counted(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private static String s(Duration took) {
    return "%.1f s".formatted(took.toMillis() / 1000.0);
  }
}
