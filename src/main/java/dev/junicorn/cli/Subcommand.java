package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import java.util.List;

/**
 * What {@code junicorn} does beside serving an app: {@code junicorn NAME ...}. An app whose module
 * has such a name is served as {@code NAME:application}.
 */
interface Subcommand {

  /** The word after {@code junicorn}. */
  String name();

  /** What it does, for the help; a few words without a full stop. */
  String summary();

  /**
   * Runs it.
   *
   * @param args what follows the name
   * @return the process's exit code
   * @throws ConfigError if the arguments cannot be used; the caller prints it
   */
  int run(List<String> args, Outside outside);
}
