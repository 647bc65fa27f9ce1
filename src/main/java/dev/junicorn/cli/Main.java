package dev.junicorn.cli;

import dev.junicorn.configfile.ConfigFileProcess;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.posix.Terminal;
import dev.junicorn.server.JunicornServer;
import dev.junicorn.server.Outcome;
import dev.junicorn.survey.Survey;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The process's entry: takes the outside in, and ends the process. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    // Numbers are for logs, commands and programs: with a dot, and in digits that all of them read.
    Locale.setDefault(Locale.ROOT);
    StandardOutput output = new StandardOutput();
    PrintWriter out = new PrintWriter(output, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    Outside outside =
        new Outside(
            System.getenv(),
            Path.of("").toAbsolutePath(),
            Path.of("/"),
            version(),
            ConfigFileProcess::run,
            out,
            err);
    Launcher launcher =
        (plan, notes, warnings) -> {
          int code = serve(plan, notes, warnings);
          output.forgive();
          return code;
        };
    int code = new JunicornCommand(outside, launcher, subcommands(launcher)).run(args);
    out.flush();
    System.exit(afterLoss(output, code, outside));
  }

  /** A script that takes what is printed must not go on with half of it. */
  private static int afterLoss(StandardOutput output, int code, Outside outside) {
    Optional<String> loss = output.loss();
    if (loss.isEmpty()) {
      return code;
    }
    outside.complain("the output could not be written to standard output: " + loss.get() + ".");
    return code == ExitCode.OK.code() ? ExitCode.CONFIG.code() : code;
  }

  /** What it does beside serving an app; the script {@code junicorn} has to know each of them. */
  static List<Subcommand> subcommands(Launcher launcher) {
    return List.of(
        new CtlCommand(),
        new DoctorCommand(),
        new PlanCommand(),
        new BuildCommand(Survey::plan),
        new UpCommand(launcher),
        new DemoCommand(launcher),
        new ProbeCommand(Terminal::columns),
        new AdviseCommand(),
        new TopCommand(Terminal::columns));
  }

  /** The one place where the command meets the server. */
  private static int serve(LaunchPlan plan, List<String> notes, List<String> warnings) {
    Outcome outcome = new JunicornServer(plan, notes, warnings, System.getenv(), version()).run();
    boolean wroteToFile = !plan.checkOnly() && !plan.log().error().equals("-");
    if (outcome != Outcome.STOPPED && wroteToFile) {
      System.err.println("junicorn: ended, and the log says why: " + plan.log().error());
    }
    return switch (outcome) {
      case STOPPED, CHECKED -> ExitCode.OK.code();
      case BAD_SETTING -> ExitCode.CONFIG.code();
      case WORKER_BOOT_FAILED -> ExitCode.WORKER_BOOT.code();
      case APP_LOAD_FAILED -> ExitCode.APP_LOAD.code();
      case CUT_SHORT -> ExitCode.CUT_SHORT.code();
    };
  }

  private static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
        .orElse("development");
  }
}
