package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Misspelling;
import dev.junicorn.plan.Sourced;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command: arguments and environment in, exit code out.
 *
 * @param subcommands what it does beside serving an app
 */
record JunicornCommand(Outside outside, Launcher launcher, List<Subcommand> subcommands) {

  /** Options here, commands elsewhere. */
  private static final Map<String, String> OPTIONS =
      Map.of("help", "--help", "version", "--version");

  int run(String... args) {
    List<String> all = List.of(args);
    try {
      for (Subcommand subcommand : subcommands) {
        if (!all.isEmpty() && all.getFirst().equals(subcommand.name())) {
          return subcommand.run(all.subList(1, all.size()), outside);
        }
      }
      return serve(withOptionsForWords(all));
    } catch (ConfigError e) {
      return outside.refuse(String.valueOf(e.getMessage()));
    } catch (ToldToStopException e) {
      outside.complain(e.getMessage());
      return e.code().code();
    }
  }

  private List<String> withOptionsForWords(List<String> args) {
    return args.size() == 1 && OPTIONS.containsKey(args.getFirst()) && !mayBeAnApp(args)
        ? List.of(OPTIONS.get(args.getFirst()))
        : args;
  }

  private int serve(List<String> args) {
    Optional<String> meant = meant(args);
    boolean isAlone = args.size() == 1;
    int code;
    try {
      if (isAlone && meant.isPresent()) {
        throw noSuchCommand(args.getFirst(), meant.get());
      }
      code = parseAndLaunch(args);
    } catch (ConfigError e) {
      code = outside.refuse(String.valueOf(e.getMessage()));
    }
    if (code != ExitCode.OK.code() && !isAlone) {
      meant.ifPresent(command -> outside.complain("did you mean `junicorn " + command + "`?"));
    }
    return code;
  }

  /** Before anything listens: hardly anybody serves a module that is called nearly as a command. */
  private ConfigError noSuchCommand(String word, String meant) {
    return new ConfigError(
        word,
        "there is no such command, and no such module in " + outside.workingDirectory() + ".",
        "Did you mean `junicorn "
            + meant
            + "`? A module from elsewhere is named with its object: "
            + word
            + ":app");
  }

  /** The command that somebody wrote wrongly, so that its name was taken for an app's. */
  private Optional<String> meant(List<String> args) {
    String word = args.isEmpty() ? "" : args.getFirst();
    if (mayBeAnApp(args) || !word.matches("[a-z][a-z-]*")) {
      return Optional.empty();
    }
    Map<String, String> commands = new LinkedHashMap<>();
    CtlVerb.words().forEach(verb -> commands.put(verb, "ctl " + verb));
    subcommands.forEach(subcommand -> commands.put(subcommand.name(), subcommand.name()));
    return Misspelling.of(word, commands.keySet()).map(commands::get);
  }

  private boolean mayBeAnApp(List<String> args) {
    String word = args.isEmpty() ? "" : args.getFirst();
    Path folder = outside.workingDirectory();
    return args.stream().anyMatch(arg -> arg.startsWith("--chdir"))
        || Files.exists(folder.resolve(word))
        || Files.exists(folder.resolve(word + ".py"));
  }

  private int parseAndLaunch(List<String> args) {
    Serving serving = new Serving(outside);
    Options options =
        serving.readWithFile(
            List.of(Serving.platform(outside.environment())),
            List.of(
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
