package dev.junicorn.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What {@code junicorn up} understands beside the options of every server. */
@Command(
    name = "up",
    customSynopsis = "junicorn up [OPTIONS] [DIR]",
    usageHelpWidth = 80,
    header = "Find the app in a folder, build its environment, and serve it.%n",
    description = {
      "",
      "DIR is the app's folder, by default the current one. Every other option of junicorn"
          + " (junicorn --help) is taken as well, and outranks what was found.",
      ""
    },
    footer = {
      "",
      "Variables: STARTUP_COMMAND, PORT, HOST, GUNICORN_CMD_ARGS, PRE_RUN_COMMAND and those of"
          + " Azure App Service; docs/settings.md has them all. Examples:",
      "  junicorn up",
      "  junicorn up --bind 0.0.0.0:8000 --workers 3 shop",
      "  junicorn up --startup-command \"gunicorn --threads 6 app:app\" shop"
    })
final class UpOptions {

  @Option(
      names = "--startup-command",
      paramLabel = "COMMAND",
      description =
          "Do this in place of anything that would be found: a command, or the name of a file with"
              + " one. gunicorn's command line is served by Junicorn with the same options; anything"
              + " else is run as it is. Default: $$STARTUP_COMMAND.")
  @Nullable String startupCommand;

  @Option(names = "--offline", description = "Build without the network.")
  boolean offline;

  @Option(
      names = "--system-site-packages",
      description = "A new environment also has the interpreter's own packages (Debian's).")
  boolean systemSitePackages;

  @Option(
      names = {"-f", "--find-links"},
      paramLabel = "DIR",
      description =
          "A folder with wheels, looked at before the index; can be given more than once.")
  List<String> findLinks = new ArrayList<>();
}
