package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import java.util.List;

/**
 * The command: arguments and environment in, exit code out.
 *
 * @param subcommands what it does beside serving an app
 */
record JunicornCommand(Outside outside, Launcher launcher, List<Subcommand> subcommands) {

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
    Serving serving = new Serving(outside);
    Options options =
        serving.read(
            List.of(
                Serving.platform(outside.environment()),
                Serving.commandArguments(outside.environment()),
                new Sourced<>(args, Serving.COMMAND_LINE)));
    if (options.other.help) {
      serving.printHelp();
      printSubcommands();
      return ExitCode.OK.code();
    }
    if (options.other.version) {
      outside.out().println("junicorn (version " + outside.version() + ")");
      outside.out().flush();
      return ExitCode.OK.code();
    }
    return serving.launch(launcher);
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
