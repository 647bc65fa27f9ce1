package dev.junicorn.cli;

import dev.junicorn.event.Reason;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.PythonSearch;
import dev.junicorn.plan.Sourced;
import dev.junicorn.startup.Companion;
import dev.junicorn.startup.ForeignCommand;
import dev.junicorn.startup.OwnCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code junicorn demo}: a page on which workers and threads can be seen at work. Two servers run
 * the same app: this one with 3 x 6, which also serves the page, and a second process with 1 x 1.
 */
record DemoCommand(Launcher launcher) implements Subcommand {

  /** A server to compare, as the app reads it. */
  private record Lane(String socket_path, int workers, int threads) {

    static Lane in(Path folder, String name, int workers, int threads) {
      return new Lane(folder.resolve(name).toString(), workers, threads);
    }

    List<String> options() {
      return List.of("--workers=" + workers, "--threads=" + threads);
    }
  }

  private static final String SOURCE = "the demo";

  /** What makes the demo what it is. */
  private static final Set<String> FIXED =
      Set.of("--workers", "--threads", "--chdir", "--check-config", ConfigFileReading.OPTION);

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "show on a page what workers and threads do";
  }

  @Override
  public int run(List<String> args, Outside outside) {
    Serving given = new Serving(outside);
    Sourced<List<String>> line = new Sourced<>(args, Serving.COMMAND_LINE);
    Options options = given.read(List.of(line));
    if (options.other.help) {
      outside.out().println("Usage: junicorn demo [--bind ADDRESS] [OPTIONS]");
      outside.out().println("Serves a page that fires 12 requests at 1 x 1 and at 3 x 6.");
      outside.out().flush();
      return ExitCode.OK.code();
    }
    refuseFixed(given, options);
    Path python =
        new PythonSearch(
                outside.workingDirectory(), outside.workingDirectory(), outside.environment())
            .find(Optional.ofNullable(options.python.python))
            .value();
    try (BundledApp app = BundledApp.unpack(BundledApp.Content.DEMO, outside)) {
      Lane narrow = Lane.in(app.folder(), "narrow.sock", 1, 1);
      Lane wide = Lane.in(app.folder(), "wide.sock", 3, 6);
      app.tell("lanes.json", List.of(narrow, wide));
      try (Companion _ = second(app, narrow, python, outside)) {
        return serve(app, wide, python, addresses(options, outside), line, outside);
      }
    } catch (IOException e) {
      return outside.refuse("the demo cannot be started: " + Reason.of(e));
    }
  }

  private static void refuseFixed(Serving given, Options options) {
    List<String> fixed = given.given().stream().filter(FIXED::contains).toList();
    if (!fixed.isEmpty() || !options.apps.isEmpty()) {
      throw new ConfigError(
          String.join(" ", fixed.isEmpty() ? options.apps : fixed),
          "the demo compares 1 x 1 with 3 x 6 and brings its own app.",
          "Leave it out; for an app of yours: junicorn up [DIR].");
    }
  }

  private static Companion second(BundledApp app, Lane lane, Path python, Outside outside)
      throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--chdir=" + app.folder(),
                "--python=" + python,
                "--bind=unix:" + lane.socket_path(),
                "--log-level=warning",
                "--no-control-socket"));
    arguments.addAll(lane.options());
    arguments.add(BundledApp.Content.DEMO.spec());
    Map<String, String> environment = new HashMap<>(outside.environment());
    // Meant for the first server.
    List.of("GUNICORN_CMD_ARGS", "PORT", "WEB_CONCURRENCY").forEach(environment::remove);
    return new ForeignCommand(OwnCommand.with(arguments), app.folder(), environment).start(python);
  }

  private int serve(
      BundledApp app,
      Lane lane,
      Path python,
      List<String> addresses,
      Sourced<List<String>> line,
      Outside outside) {
    List<String> fixed = new ArrayList<>(lane.options());
    fixed.add("--chdir=" + app.folder());
    fixed.add("--python=" + python);
    addresses.forEach(address -> fixed.add("--bind=" + address));
    fixed.add("--bind=unix:" + lane.socket_path());
    fixed.add(BundledApp.Content.DEMO.spec());
    Serving serving = new Serving(outside);
    serving.read(
        List.of(
            Serving.platform(outside.environment()),
            Serving.commandArguments(outside.environment()),
            line,
            new Sourced<>(fixed, SOURCE)));
    return serving
        .noting(
            List.of(
                "The demo: open the address below that begins with http in a browser (the other,"
                    + " unix:, is for its page to ask this server). Stop: Ctrl-C"))
        .launch(launcher);
  }

  private static List<String> addresses(Options options, Outside outside) {
    if (!options.listening.bind.isEmpty()) {
      return options.listening.bind;
    }
    String port = outside.environment().getOrDefault("PORT", "").strip();
    return List.of(port.isEmpty() ? "127.0.0.1:8000" : "0.0.0.0:" + port);
  }
}
