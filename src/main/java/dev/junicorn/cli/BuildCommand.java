package dev.junicorn.cli;

import dev.junicorn.build.BuildOutcome;
import dev.junicorn.build.BuildReport;
import dev.junicorn.build.BuildSettings;
import dev.junicorn.build.Builder;
import dev.junicorn.build.oryx.OryxOutput;
import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.MachineReader;
import dev.junicorn.plan.PlanRequest;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code junicorn build [DIR]}: makes the environment that the plan asks for.
 *
 * @param planner says what is to be built
 */
record BuildCommand(Function<PlanRequest, AppPlan> planner) implements Subcommand {

  @Override
  public String name() {
    return "build";
  }

  @Override
  public String summary() {
    return "make the app's virtual environment, unless nothing has changed";
  }

  @Override
  public int run(List<String> args, Outside outside) {
    BuildOptions options = new BuildOptions();
    CommandLine picocli = read(options, args);
    if (options.help) {
      return help(picocli, outside);
    }
    return build(options, outside);
  }

  private int build(BuildOptions options, Outside outside) {
    Printed report = new Printed(outside.out());
    AppPlan plan = planner.apply(request(options, outside, report));
    BuildSettings settings =
        new BuildSettings(
            outside.environment(),
            options.offline,
            options.systemSitePackages,
            options.findLinks.stream().map(name -> UpRequest.wheels(name, outside)).toList(),
            options.force,
            outside.version());
    UpWords.warnings(plan).forEach(report::say);
    try {
      return finish(new Builder(settings, report, System::nanoTime).build(plan), report, outside);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.BUILD.code();
    }
  }

  private static int finish(BuildOutcome outcome, Printed report, Outside outside) {
    if (outcome instanceof BuildOutcome.Failed failed) {
      outside.err().println(BuildWords.of(failed));
      outside.err().flush();
      return ExitCode.BUILD.code();
    }
    BuildWords.of(outcome).forEach(report::say);
    return ExitCode.OK.code();
  }

  private static PlanRequest request(BuildOptions options, Outside outside, Printed report) {
    Path folder = outside.workingDirectory().resolve(options.folder).normalize();
    if (!Files.isDirectory(folder)) {
      throw new ConfigError(
          "build " + options.folder,
          Files.exists(folder) ? "this is not a folder." : "there is no such folder.",
          "Name the folder of the app; without a name it is the working directory.");
    }
    Path app =
        OryxOutput.in(folder)
            .map(output -> output.app(outside.temporaryFolder(), report::say))
            .orElse(folder);
    return new PlanRequest(
        app,
        outside.workingDirectory(),
        outside.environment(),
        new MachineReader(outside.root()).read(),
        Optional.empty(),
        Optional.ofNullable(options.python),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The build's lines on standard output: ours with our name, a tool's indented. */
  private record Printed(PrintWriter out) implements BuildReport {
    @Override
    public void say(String sentence) {
      print("junicorn: " + sentence);
    }

    @Override
    public void output(String line) {
      print("  | " + line);
    }

    private void print(String line) {
      out.println(line);
      out.flush();
    }
  }

  /** The options; gunicorn has no such command, {@code --find-links} is pip's. */
  @Command(
      name = "junicorn build",
      sortOptions = false,
      usageHelpWidth = 80,
      customSynopsis = "junicorn build [OPTIONS] [DIR]",
      description = {
        "",
        "Makes the virtual environment of the app in DIR, unless nothing has changed.",
        ""
      },
      footer = {
        "",
        "Exit codes: 0 built, or nothing to do, 1 a setting or the folder cannot be used, 5 a step"
            + " failed."
      })
  private static final class BuildOptions {

    @Parameters(
        paramLabel = "DIR",
        arity = "0..1",
        hideParamSyntax = true,
        description = "The app's folder. Default: the current one.")
    private String folder = ".";

    @Option(
        names = "--python",
        paramLabel = "PATH",
        description =
            "The interpreter that makes the environment. Default: python3, or where the app asks"
                + " for another version, the newest installed one that will do.")
    private @Nullable String python;

    @Option(
        names = "--offline",
        description =
            "Do not use the network; needs --find-links where something is missing. pip and uv"
                + " only.")
    private boolean offline;

    @Option(
        names = "--system-site-packages",
        description = "A new environment also has the interpreter's own packages (Debian's).")
    private boolean systemSitePackages;

    @Option(
        names = {"-f", "--find-links"},
        paramLabel = "DIR",
        description =
            "A folder with wheels, looked at before the index; can be given more than once.")
    private List<String> findLinks = new ArrayList<>();

    @Option(names = "--force", description = "Build even where nothing has changed.")
    private boolean force;

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Print this and exit.")
    private boolean help;
  }
}
