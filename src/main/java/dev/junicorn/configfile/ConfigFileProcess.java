package dev.junicorn.configfile;

import dev.junicorn.event.Reason;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.posix.ProcessTree;
import dev.junicorn.worker.ChildEnvironment;
import dev.junicorn.worker.ChildProcess;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Executes configuration files, each in a process of its own whose output goes to our standard
 * error. Blocks until it ends, for the limit at most; it ends with this process, too.
 *
 * @param python the interpreter that runs the app
 * @param directory where the process runs, absolute
 * @param environment all of its environment but what is meant for the server
 * @param temporary where a folder can be made
 * @param limit how long a file may take
 */
public record ConfigFileProcess(
    Path python, Path directory, Map<String, String> environment, Path temporary, Duration limit) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Settings are some kilobytes, and variables no more than a process may have. */
  private static final long MOST_BYTES = 4L << 20;

  /** As long as Ctrl-C may take. */
  private static final Duration LOOK = Duration.ofMillis(100);

  private static final int MOST_STACK_BYTES = 4000;

  private static final String IMPORT_MACHINERY = "File \"<frozen importlib";

  /** Writing a stack takes a moment. */
  private static final int LAST_WORDS_SECONDS = 2;

  /** After the limit it would end by itself, where nobody is left to end it. */
  private static final int ALONE_SECONDS = 10;

  /**
   * Executes a file. Empty where this process is told to stop meanwhile.
   *
   * @param names of the settings to report
   * @throws ConfigError if it fails, or does not end
   */
  public Optional<ConfigReport> run(ConfigFile file, List<String> names) {
    try (Workplace workplace = Workplace.create(temporary)) {
      return run(file, workplace, workplace.command(python, file, names, alone()));
    } catch (IOException e) {
      throw new ConfigError(
          file.name(),
          "this configuration file cannot be read: " + Reason.of(e) + ".",
          "TMPDIR must be writable, and --python name an interpreter.");
    }
  }

  private long alone() {
    return limit.toSeconds() + ALONE_SECONDS;
  }

  private Optional<ConfigReport> run(ConfigFile file, Workplace workplace, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.INHERIT)
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().clear();
    builder.environment().putAll(environment);
    ChildEnvironment.withoutTheServers(builder.environment());
    Process process = ChildProcess.start(builder);
    AtomicBoolean isStopped = new AtomicBoolean();
    Runnable stop = () -> stop(process, workplace, isStopped);
    Thread hook = Thread.ofPlatform().unstarted(stop);
    try {
      endWithThisProcess(stop, hook);
      boolean hasEnded = awaitEnd(process);
      if (isStopped.get() || PendingStop.isThere()) {
        return Optional.empty();
      }
      if (!hasEnded) {
        throw tooSlow(file, workplace, process);
      }
      return Optional.of(report(file, workplace, process.exitValue()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ConfigError(file.name(), "reading this configuration file was interrupted.");
    } finally {
      if (process.isAlive() || !Files.exists(workplace.report())) {
        ProcessTree.destroyWithGroup(process.toHandle());
      }
      forget(hook);
    }
  }

  /** Whether it has ended within the limit; returns as well where this process is told to stop. */
  private boolean awaitEnd(Process process) throws IOException, InterruptedException {
    boolean hasEnded = false;
    for (Duration waited = Duration.ZERO;
        !hasEnded && waited.compareTo(limit) < 0 && !PendingStop.isThere();
        waited = waited.plus(LOOK)) {
      hasEnded = process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }
    return hasEnded;
  }

  private ConfigReport report(ConfigFile file, Workplace workplace, int code) throws IOException {
    Path written = workplace.report();
    if (!Files.exists(written)) {
      throw new ConfigError(
          file.name(),
          "the process that read this configuration file ended with exit code " + code + ".",
          "What it said about that stands above. %s has to be CPython 3.8 or newer."
              .formatted(python));
    }
    if (Files.size(written) > MOST_BYTES) {
      throw new ConfigError(
          file.name(),
          "its settings are larger than %d MB.".formatted(MOST_BYTES >> 20),
          "Shorten them.");
    }
    JsonNode report = JSON.readTree(Files.readAllBytes(written));
    if (report.has("message")) {
      throw failed(file, report.path("message").asString(), report.path("traceback").asString());
    }
    return ConfigReport.of(report);
  }

  /** With the traceback, unless none of its lines is in the user's files. */
  private static ConfigError failed(ConfigFile file, String message, String traceback) {
    ConfigError error =
        new ConfigError(file.name(), "this configuration file cannot be executed: " + message);
    return traceback.strip().equals(message) ? error : error.followedBy(traceback.stripTrailing());
  }

  private ConfigError tooSlow(ConfigFile file, Workplace workplace, Process process)
      throws IOException, InterruptedException {
    List<ProcessHandle> started = process.descendants().toList();
    process.destroy();
    process.waitFor(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    started.forEach(ProcessHandle::destroyForcibly);
    ConfigError error =
        new ConfigError(
            file.name(),
            "this configuration file has not ended after %d s, and was stopped."
                .formatted(limit.toSeconds()),
            "It may set values and ask the machine; what takes long or waits for others belongs"
                + " into the app.");
    String stack = stack(workplace);
    return stack.isEmpty() ? error : error.followedBy(stack);
  }

  /** Without the lines that are ours and Python's. */
  private static String stack(Workplace workplace) throws IOException {
    if (!Files.exists(workplace.stack())) {
      return "";
    }
    byte[] stack = Files.readAllBytes(workplace.stack());
    int length = Math.min(stack.length, MOST_STACK_BYTES);
    return new String(stack, 0, length, StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !workplace.isOurs(line) && !line.contains(IMPORT_MACHINERY))
        .collect(Collectors.joining("\n"));
  }

  /** This process is told to end. */
  private static void stop(Process process, Workplace workplace, AtomicBoolean isStopped) {
    isStopped.set(true);
    ProcessTree.destroyWithGroup(process.toHandle());
    try {
      workplace.close();
    } catch (IOException e) {
      // Some files in the folder for temporary files; nobody could be told any more.
    }
  }

  private static void endWithThisProcess(Runnable stop, Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      stop.run(); // too late for a hook
    }
  }

  private static void forget(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is stopping: the hook is doing its work.
    }
  }
}
