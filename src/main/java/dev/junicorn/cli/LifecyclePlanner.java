package dev.junicorn.cli;

import dev.junicorn.plan.LaunchPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the parts of the plan that say how workers live and die. */
final class LifecyclePlanner {

  private final Options options;
  private final OptionReader reader;
  private final Problems problems;

  LifecyclePlanner(Options options, OptionReader reader, Problems problems) {
    this.options = options;
    this.reader = reader;
    this.problems = problems;
  }

  LaunchPlan.Recycling recycling() {
    WorkerOptions.Recycling recycling = options.recycling;
    return new LaunchPlan.Recycling(
        reader.countOrOff("--max-requests", recycling.maxRequests, 1000),
        reader.countOrOff("--max-requests-jitter", recycling.maxRequestsJitter, 100),
        reader
            .given("--max-worker-age", recycling.maxAge)
            .map(setting -> problems.attempt(Duration.ZERO, setting::duration))
            .orElse(Duration.ZERO),
        reader.bytesOrOff("--max-worker-memory", recycling.maxMemory),
        reader.bytesOrOff("--max-worker-memory-hard", recycling.maxMemoryHard));
  }

  LaunchPlan.Reload reload(Path directory) {
    WorkerOptions.Reloading reloading = options.reloading;
    return new LaunchPlan.Reload(
        reader
            .given("--reload-probe", reloading.probe)
            .map(setting -> problems.attempt("/", () -> path(setting))),
        reloading.watch,
        extraFiles(directory));
  }

  LaunchPlan.Faults faults(Path directory) {
    WorkerOptions.Faults faults = options.faults;
    return new LaunchPlan.Faults(
        faults.replaySafe,
        faults.debugErrors,
        reader
            .given("--crash-dir", faults.crashFolder)
            .map(setting -> directory.resolve(setting.value()).normalize()));
  }

  LaunchPlan.Control control(Path directory) {
    OperatorOptions.Controlling control = options.control;
    Optional<Path> socket = reader.file("--control-socket", control.socket, directory);
    if (control.none && socket.isPresent()) {
      problems.attempt(
          false,
          () -> {
            throw reader
                .setting("--control-socket", String.valueOf(control.socket))
                .error("there is --no-control-socket as well.", "Leave one of them out.");
          });
    }
    return new LaunchPlan.Control(!control.none, socket);
  }

  private List<Path> extraFiles(Path directory) {
    List<Path> files = new ArrayList<>();
    for (String file : options.reloading.extraFiles) {
      files.add(directory.resolve(file).normalize());
    }
    return List.copyOf(files);
  }

  private static String path(Setting setting) {
    if (!setting.value().startsWith("/") || setting.value().indexOf(' ') >= 0) {
      throw setting.error(
          "this is not the path of a URL.", "Write, for example, --reload-probe /health.");
    }
    return setting.value();
  }
}
