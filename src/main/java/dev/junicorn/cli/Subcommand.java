package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Misspelling;
import java.util.List;
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
    } catch (CommandLine.UnmatchedArgumentException e) {
      throw unknown(e.getUnmatched().getFirst().split("=", 2)[0], picocli);
    } catch (CommandLine.ParameterException e) {
      throw new ConfigError(name(), e.getMessage() + ".", howToWrite());
    }
    return picocli;
  }

  /** Prints how it is written; returns the exit code of that. */
  default int help(CommandLine picocli, Outside outside) {
    picocli.usage(outside.out());
    outside.out().flush();
    return ExitCode.OK.code();
  }

  private ConfigError unknown(String word, CommandLine picocli) {
    if (!word.startsWith("-")) {
      return new ConfigError(name() + " " + word, "it takes nothing more.", howToWrite());
    }
    return new ConfigError(
        name() + " " + word,
        "there is no such option.",
        Misspelling.of(word, picocli.getCommandSpec().optionsMap().keySet())
            .map(option -> "Did you mean " + option + "?")
            .orElse(howToWrite()));
  }

  private String howToWrite() {
    return "junicorn " + name() + " --help shows how it is written.";
  }
}
