package dev.junicorn.supervisor;

import java.time.Duration;

/** What became of a reload. */
public sealed interface ReloadOutcome {

  /**
   * Every worker runs the new code, and nothing new goes to the old ones.
   *
   * @param generation the new generation's number
   * @param took from the request to this end
   */
  record Reloaded(int generation, Duration took) implements ReloadOutcome {}

  /**
   * The new generation was thrown away; the old one serves as before.
   *
   * @param message one line: what is wrong
   * @param traceback empty where there is none
   */
  record Refused(String message, String traceback) implements ReloadOutcome {}

  /**
   * The new generation serves, but not with all of its workers: one of them did not boot. Further
   * attempts follow by themselves; old workers serve until they are replaced.
   */
  record Incomplete(int generation, String message, String traceback) implements ReloadOutcome {}
}
