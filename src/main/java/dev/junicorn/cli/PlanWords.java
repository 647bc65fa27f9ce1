package dev.junicorn.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The arguments of {@code junicorn plan} as text; null where the user said nothing. */
@Command(
    name = "junicorn plan",
    sortOptions = false,
    usageHelpWidth = 80,
    synopsisHeading = "",
    customSynopsis = "Usage: junicorn plan [OPTIONS] [DIR]",
    description = {
      "",
      "Says what would be built and run for the folder DIR, and why. Runs nothing, imports nothing.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  junicorn plan",
      "  junicorn plan --sku P1v3 --io-share 90 backend",
      "  junicorn plan --json | jq .start.spec.value"
    })
final class PlanWords {

  @Parameters(
      arity = "0..1",
      paramLabel = "DIR",
      hideParamSyntax = true,
      description = "The app's folder. Default: the current one.")
  @Nullable String folder;

  @Option(names = "--json", description = "Print the plan as JSON.")
  boolean json;

  @Option(
      names = "--python",
      paramLabel = "PATH",
      description =
          "The interpreter. Default: the virtual environment's, else python3, or where the app asks"
              + " for another version, the newest installed one that will do.")
  @Nullable String python;

  @Option(
      names = "--system-site-packages",
      description = "As for up and build: a new environment has the interpreter's packages, too.")
  boolean systemSitePackages;

  @Option(names = "--offline", description = "As for up and build.")
  boolean offline;

  @Option(
      names = {"-f", "--find-links"},
      paramLabel = "DIR",
      description = "As for up and build; can be given more than once.")
  List<String> findLinks = new ArrayList<>();

  @Option(
      names = "--startup-command",
      paramLabel = "COMMAND",
      description = "What is run in place of what would be found. Default: STARTUP_COMMAND.")
  @Nullable String startupCommand;

  @Option(
      names = {"-w", "--workers"},
      paramLabel = "N",
      description = "Worker processes. Default: WEB_CONCURRENCY, else by cores and memory.")
  @Nullable String workers;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads in each worker. Default: 6, or by --io-share.")
  @Nullable String threads;

  @Option(
      names = "--sku",
      paramLabel = "NAME",
      description =
          "Size it for this Azure App Service plan, for example P1v3, and not for this machine.")
  @Nullable String sku;

  @Option(
      names = "--io-share",
      paramLabel = "PERCENT",
      description = "How much of its time a request waits for databases and networks: 0 to 99.")
  @Nullable String ioShare;

  @Option(
      names = "--worker-memory",
      paramLabel = "SIZE",
      description = "What one worker was measured to need, for example 200M. Default: 120M.")
  @Nullable String workerMemory;

  @Option(
      names = {"-h", "--help"},
      description = "Print this and exit.")
  boolean help;
}
