package dev.junicorn.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The groups of {@link Options} that are about the app's processes: their Python, life and faults.
 */
final class WorkerOptions {

  private WorkerOptions() {}

  static final class Python {
    @Option(
        names = "--python",
        paramLabel = "PATH",
        description =
            "The interpreter. Default: the active virtual environment, else .venv, antenv or venv"
                + " beside the app, else python3.")
    @Nullable String python;

    @Option(
        names = "--chdir",
        paramLabel = "DIR",
        description = "The app's folder. Default: the current one.")
    @Nullable String chdir;

    @Option(
        names = "--pythonpath",
        paramLabel = "DIRS",
        description = "More folders to import from, separated by commas.")
    @Nullable String pythonPath;

    @Option(
        names = {"-e", "--env"},
        paramLabel = "NAME=VALUE",
        description = "A variable for the app's environment; can be given more than once.")
    List<String> env = new ArrayList<>();

    @Option(
        names = "--preload",
        description = "Import the app once and fork the workers from it: shares memory.")
    boolean preload;
  }

  static final class Recycling {
    @Option(
        names = "--max-requests",
        paramLabel = "N",
        description = "Replace a worker after so many requests; 0 = never, the default.")
    @Nullable String maxRequests;

    @Option(
        names = "--max-requests-jitter",
        paramLabel = "N",
        description = "Up to so many more, at random, so that workers do not leave together.")
    @Nullable String maxRequestsJitter;

    @Option(
        names = "--max-worker-age",
        paramLabel = "TIME",
        description = "Replace a worker of this age; 0 = never, the default.")
    @Nullable String maxAge;

    @Option(
        names = "--max-worker-memory",
        paramLabel = "SIZE",
        description = "Replace a worker that stays above it, once it is idle; 0 = never.")
    @Nullable String maxMemory;

    @Option(
        names = "--max-worker-memory-hard",
        paramLabel = "SIZE",
        description = "Replace a worker above it without waiting for it to be idle; 0 = never.")
    @Nullable String maxMemoryHard;
  }

  static final class Reloading {
    @Option(
        names = "--reload",
        description = "For development: load the app anew when one of its files changes.")
    boolean watch;

    @Option(
        names = "--reload-extra-file",
        paramLabel = "FILE",
        description = "One more file to watch, for example a template; repeatable.")
    List<String> extraFiles = new ArrayList<>();

    @Option(
        names = "--reload-probe",
        paramLabel = "PATH",
        description = "New code takes over only if it answers this path with a status under 500.")
    @Nullable String probe;
  }

  static final class Faults {
    @Option(
        names = "--replay-safe",
        description =
            "Give a GET, HEAD, OPTIONS or TRACE to another worker where its own died before it"
                + " sent a byte of the answer.")
    boolean replaySafe;

    @Option(
        names = "--debug-errors",
        description = "Tell clients why no worker can boot. For development.")
    boolean debugErrors;

    @Option(
        names = "--crash-dir",
        paramLabel = "DIR",
        description = "Write a report about each worker that died there, as JSON.")
    @Nullable String crashFolder;
  }
}
