package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.MachineReader;
import dev.junicorn.plan.startup.ShellWords;
import java.util.List;
import picocli.CommandLine;

/**
 * The command: arguments and environment in, exit code out.
 *
 * @param subcommands what it does beside serving an app
 */
record JunicornCommand(Outside outside, Launcher launcher, List<Subcommand> subcommands) {

  private static final String CMD_ARGS = "GUNICORN_CMD_ARGS";

  int run(String... args) {
    List<String> all = List.of(args);
    try {
      for (Subcommand subcommand : subcommands) {
        if (!all.isEmpty() && all.getFirst().equals(subcommand.name())) {
          return subcommand.run(all.subList(1, all.size()), outside);
        }
      }
      return parseAndLaunch(all);
    } catch (ConfigError e) {
      return outside.refuse(String.valueOf(e.getMessage()));
    }
  }

  private int parseAndLaunch(List<String> args) {
    Options options = new Options();
    CommandLine picocli = new CommandLine(options);
    // An app named @x is no file of arguments.
    picocli.setExpandAtFiles(false);
    Arguments arguments = new Arguments(picocli.getCommandSpec());
    arguments.read(commandArguments(), CMD_ARGS);
    arguments.read(args, "");
    picocli.parseArgs(arguments.plain());
    if (options.other.help) {
      picocli.usage(outside.out());
      printSubcommands();
      return ExitCode.OK.code();
    }
    if (options.other.version) {
      outside.out().println("junicorn (version " + outside.version() + ")");
      outside.out().flush();
      return ExitCode.OK.code();
    }
    if (options.apps.isEmpty()) {
      return outside.refuse(
          """
          which app? None was named.
          Usage: junicorn [OPTIONS] APP
          For the object "app" in app.py write: junicorn app:app
          All options: junicorn --help\
          """);
    }
    return launch(options, arguments);
  }

  private int launch(Options options, Arguments arguments) {
    Problems problems = new Problems();
    Planner.Planned planned =
        new Planner(
                options,
                arguments,
                outside.environment(),
                outside.workingDirectory(),
                new MachineReader(outside.root()).read(),
                problems)
            .plan();
    return problems.isEmpty()
        ? launcher.launch(planned.plan(), planned.notes())
        : outside.refuse(problems.describe());
  }

  private List<String> commandArguments() {
    String line = outside.environment().getOrDefault(CMD_ARGS, "");
    try {
      return ShellWords.split(line);
    } catch (IllegalArgumentException e) {
      throw new ConfigError(
          CMD_ARGS + "=" + line, String.valueOf(e.getMessage()), "Quote it as for a shell.");
    }
  }

  private void printSubcommands() {
    if (subcommands.isEmpty()) {
      return;
    }
    outside.out().println();
    outside.out().println("Other commands (junicorn COMMAND --help):");
    for (Subcommand subcommand : subcommands) {
      outside.out().printf("  %-8s %s%n", subcommand.name(), subcommand.summary());
    }
    outside.out().flush();
  }
}
