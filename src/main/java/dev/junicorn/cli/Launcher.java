package dev.junicorn.cli;

import dev.junicorn.plan.LaunchPlan;
import java.util.List;

/** Runs a plan until it ends. */
@FunctionalInterface
interface Launcher {

  /**
   * Runs the server.
   *
   * @param notes sentences for the log: what was decided and where it came from
   * @return the process's exit code
   */
  int launch(LaunchPlan plan, List<String> notes);
}
