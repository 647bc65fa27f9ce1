package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.MachineReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * The command: arguments and environment in, exit code out. Everything it knows of the outside is
 * handed to it.
 *
 * @param environment the process's environment
 * @param workingDirectory where it was started, absolute
 * @param root {@code /}; another folder in tests
 * @param version what {@code --version} says
 */
record JunicornCommand(
    Map<String, String> environment,
    Path workingDirectory,
    Path root,
    String version,
    PrintWriter out,
    PrintWriter err,
    Launcher launcher) {

  private static final String CMD_ARGS = "GUNICORN_CMD_ARGS";

  int run(String... args) {
    try {
      return parseAndLaunch(List.of(args));
    } catch (ConfigError e) {
      return fail(String.valueOf(e.getMessage()));
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
      picocli.usage(out);
      return ExitCode.OK.code();
    }
    if (options.other.version) {
      out.println("junicorn (version " + version + ")");
      out.flush();
      return ExitCode.OK.code();
    }
    if (options.apps.isEmpty()) {
      return fail(
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
                environment,
                workingDirectory,
                new MachineReader(root).read(),
                problems)
            .plan();
    return problems.isEmpty()
        ? launcher.launch(planned.plan(), planned.notes())
        : fail(problems.describe());
  }

  private List<String> commandArguments() {
    String line = environment.getOrDefault(CMD_ARGS, "");
    try {
      return ShellWords.split(line);
    } catch (IllegalArgumentException e) {
      throw new ConfigError(
          CMD_ARGS + "=" + line, String.valueOf(e.getMessage()), "Quote it as for a shell.");
    }
  }

  private int fail(String message) {
    err.println("junicorn: " + message);
    err.flush();
    return ExitCode.CONFIG.code();
  }
}
