package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

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

  /**
   * Reads the arguments.
   *
   * @param words an object with picocli's annotations, which is filled
   * @throws ConfigError if they cannot be read
   */
  default CommandLine read(Object words, List<String> args) {
    CommandLine picocli = new CommandLine(words);
    picocli.setExpandAtFiles(false); // a name that begins with @ is no file of arguments
    try {
      picocli.parseArgs(args.toArray(String[]::new));
    } catch (CommandLine.ParameterException e) {
      throw new ConfigError(name(), e.getMessage() + ".", remedy(e, picocli));
    }
    return picocli;
  }

  private String remedy(CommandLine.ParameterException problem, CommandLine picocli) {
    return Optional.of(problem)
        .filter(CommandLine.UnmatchedArgumentException.class::isInstance)
        .map(CommandLine.UnmatchedArgumentException.class::cast)
        .map(unknown -> unknown.getUnmatched().getFirst().split("=", 2)[0])
        .flatMap(word -> Misspelling.of(word, picocli.getCommandSpec().optionsMap().keySet()))
        .map(option -> "Did you mean " + option + "?")
        .orElse("junicorn " + name() + " --help shows how it is written.");
  }
}
