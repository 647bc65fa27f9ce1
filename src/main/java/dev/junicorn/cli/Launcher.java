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
   * @param warnings sentences for the log: what the server may not do as its user believes
   * @return the process's exit code
   */
  int launch(LaunchPlan plan, List<String> notes, List<String> warnings);
}
