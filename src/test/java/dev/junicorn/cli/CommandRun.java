package dev.junicorn.cli;

import dev.junicorn.plan.LaunchPlan;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Runs the command in a made-up environment and keeps what came of it. */
final class CommandRun {

  final StringWriter out = new StringWriter();
  final StringWriter err = new StringWriter();
  final List<LaunchPlan> launched = new ArrayList<>();
  final List<String> notes = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  final Path folder;
  private final Map<String, String> environment = new TreeMap<>();
  private ConfigFiles configFiles = ConfigFiles.UNREAD;
  private ExitCode outcome = ExitCode.OK;

  /**
   * @param folder the working directory; holds the fake machine, too
   */
  CommandRun(Path folder) {
    this.folder = folder;
    environment.put("PATH", "/usr/bin:/bin");
  }

  CommandRun with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Executes configuration files so. */
  CommandRun reading(ConfigFiles how) {
    configFiles = how;
    return this;
  }

  /** The server will end so. */
  CommandRun fail(ExitCode how) {
    outcome = how;
    return this;
  }

  int run(String... args) {
    Launcher launcher =
        (plan, sentences, warned) -> {
          launched.add(plan);
          notes.addAll(sentences);
          warnings.addAll(warned);
          return outcome.code();
        };
    return new JunicornCommand(
            new Outside(
                environment,
                folder,
                folder,
                "1.2.3",
                configFiles,
                new PrintWriter(out, true),
                new PrintWriter(err, true)),
            launcher,
            Main.subcommands(launcher))
        .run(args);
  }

  /** The plan of arguments that must be good; an app is added. */
  LaunchPlan plan(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("app:app");
    int code = run(all.toArray(String[]::new));
    if (code != 0) {
      throw new AssertionError("exit code " + code + ": " + err);
    }
    return launched.getFirst();
  }

  /** The message about arguments that must be bad; an app is added. */
  String problem(String... args) {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("app:app");
    int code = run(all.toArray(String[]::new));
    if (code != ExitCode.CONFIG.code()) {
      throw new AssertionError("exit code " + code + " and plans " + launched);
    }
    return err.toString().strip();
  }
}
