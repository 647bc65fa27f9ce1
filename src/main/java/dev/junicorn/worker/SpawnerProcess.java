package dev.junicorn.worker;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.posix.ProcessTree;
import dev.junicorn.posix.TaskLimit;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The Python process that forks workers on command and reports how they end ({@code PROTOCOL.md},
 * Spawner pipe). Thread-safe; daemon threads of its own read what it says, and write what it is
 * told.
 */
public final class SpawnerProcess implements Spawner {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Code 127 and 126 are a shell's words for not found and not executable; a signal shows as 128
   * and its number.
   */
  private static final int SIGNAL_BASE = 128;

  /** The exit handlers of an app that it has imported run when it ends, as in a worker. */
  private static final int END_SECONDS = 12;

  /** How long its last reports may still be on their way when it has ended. */
  private static final int LAST_REPORTS_SECONDS = 5;

  private final Process process;
  private final SpawnerCommands commands;
  private final SpawnerListener listener;
  private final EventSink events;
  private final ScheduledExecutorService timer;
  private final AtomicBoolean lost = new AtomicBoolean();
  private final CountDownLatch errorsRead = new CountDownLatch(1);
  private volatile boolean ready;

  private SpawnerProcess(
      Process process, SpawnerListener listener, EventSink events, ScheduledExecutorService timer) {
    this.process = process;
    this.commands =
        new SpawnerCommands(process.outputWriter(StandardCharsets.UTF_8), process::destroyForcibly);
    this.listener = listener;
    this.events = events;
    this.timer = timer;
  }

  /**
   * Starts the interpreter.
   *
   * @param timer for what is done later; a thread of its own could not always be had then
   * @throws IOException if the interpreter cannot be run
   */
  public static SpawnerProcess start(
      SpawnerSettings settings,
      SpawnerListener listener,
      EventSink events,
      ScheduledExecutorService timer)
      throws IOException {
    LaunchPlan plan = settings.plan();
    LaunchPlan.App app = plan.app();
    ProcessBuilder builder =
        new ProcessBuilder(app.python().value().toString(), "-c", boot(settings.bridge()));
    builder.directory(app.directory().toFile());
    ChildEnvironment.withoutTheServers(builder.environment());
    // As of gunicorn: who asks it whether it is served takes production for development otherwise.
    builder.environment().putIfAbsent("SERVER_SOFTWARE", "junicorn");
    builder.environment().putAll(app.environment());
    Process process = ChildProcess.start(builder);
    SpawnerProcess spawner = new SpawnerProcess(process, listener, events, timer);
    spawner.tell(
        Map.of(
            "server_pid", settings.serverPid(),
            "socket", settings.socket().toString(),
            "app", app.spec(),
            "directory", app.directory().toString(),
            "python_path", app.pythonPath(),
            "preload", app.preload(),
            "log_level", plan.log().level(),
            "workers", plan.size().workers().value(),
            "boot_seconds", plan.times().boot().toMillis() / 1000.0));
    try {
      spawner.converse();
    } catch (IOException e) {
      spawner.commands.close(); // or its thread would wait for ever
      process.destroyForcibly();
      throw e;
    }
    return spawner;
  }

  @Override
  public void fork(int worker, int threads, Path board, Path output, Optional<Path> modules) {
    Map<String, Object> command = new HashMap<>();
    command.put("do", "fork");
    command.put("worker", worker);
    command.put("threads", threads);
    command.put("board", board.toString());
    command.put("output", output.toString());
    modules.ifPresent(path -> command.put("modules", path.toString()));
    tell(command);
  }

  @Override
  public void kill(int worker, int signal) {
    tell(Map.of("do", "kill", "worker", worker, "signal", signal));
  }

  @Override
  public void close() {
    commands.close();
    after(END_SECONDS, process::destroyForcibly);
  }

  /** Before it is ready it may be a script that has started the interpreter. */
  @Override
  public void destroy() {
    if (!ready) {
      ProcessTree.destroy(process.toHandle());
    }
    process.destroyForcibly();
  }

  private void after(int seconds, Runnable task) {
    try {
      timer.schedule(task, seconds, TimeUnit.SECONDS);
    } catch (RejectedExecutionException e) {
      // The server has ended, and the spawner ends with its pipe.
    }
  }

  private void tell(Map<String, ?> message) {
    commands.tell(JSON.writeValueAsString(message));
  }

  private void converse() throws IOException {
    commands.start();
    TaskLimit.start(
        Thread.ofPlatform().daemon().name("junicorn-spawner").unstarted(this::readReports));
    TaskLimit.start(
        Thread.ofPlatform().daemon().name("junicorn-spawner-errors").unstarted(this::readErrors));
    seeWhetherItLives();
  }

  /** A child that it has left behind may hold the pipe open, whose end is not seen then. */
  private void seeWhetherItLives() {
    if (!lost.get()) {
      after(LAST_REPORTS_SECONDS, process.isAlive() ? this::seeWhetherItLives : this::lose);
    }
  }

  private void readReports() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        report(line);
      }
    } catch (IOException e) {
      // The pipe broke: the process is gone.
    }
    awaitErrors();
    lose();
  }

  /** There it says why it ends. A child that it has left behind may hold that pipe open as well. */
  private void awaitErrors() {
    try {
      errorsRead.await(LAST_REPORTS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lose() {
    if (lost.compareAndSet(false, true)) {
      listener.spawnerLost(awaitExit());
    }
  }

  private ExitStatus awaitExit() {
    try {
      int code = process.waitFor();
      return code > SIGNAL_BASE
          ? new ExitStatus.Signalled(code - SIGNAL_BASE)
          : new ExitStatus.Exited(code);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ExitStatus.Unknown();
    }
  }

  private void report(String line) {
    JsonNode report;
    try {
      report = JSON.readTree(line);
    } catch (JacksonException e) {
      events.publish(
          new ServerEvent.Warned(
              "The interpreter printed what it was not asked for. Is it CPython 3.8 or newer? It said: "
                  + line));
      return;
    }
    int worker = report.path("worker").asInt(0);
    int pid = report.path("pid").asInt(0);
    switch (report.path("event").asString("")) {
      case "ready" -> {
        ready = true;
        listener.spawnerReady(report.path("python").asString(""));
      }
      case "boot_failed" ->
          listener.preloadFailed(
              report.path("kind").asString("").equals("app"),
              report.path("message").asString(""),
              report.path("traceback").asString(""));
      case "warning" -> events.publish(new ServerEvent.Warned(report.path("message").asString("")));
      case "forked" -> listener.forked(worker, pid);
      case "fork_failed" -> listener.forkFailed(worker, report.path("message").asString(""));
      case "exited" -> listener.exited(worker, pid, exitStatus(report));
      default ->
          events.publish(new ServerEvent.Warned("The spawner reported what is not known: " + line));
    }
  }

  private static ExitStatus exitStatus(JsonNode report) {
    return report.has("signal")
        ? new ExitStatus.Signalled(report.path("signal").asInt())
        : new ExitStatus.Exited(report.path("code").asInt(0));
  }

  private void readErrors() {
    int pid = (int) process.pid();
    try {
      new OutputLines(pid, events).pump(process.getErrorStream());
    } finally {
      errorsRead.countDown();
    }
  }

  /**
   * The first lines of Python: understood by any, so that an old or another one is told what it is.
   */
  private static String boot(Path bridge) {
    return """
    import sys
    kind = getattr(getattr(sys, 'implementation', None), 'name', 'cpython')
    if sys.version_info < (3, 8) or kind != 'cpython':
        name = {'cpython': 'Python', 'pypy': 'PyPy'}.get(kind, kind)
        sys.exit('Junicorn needs CPython 3.8 or newer; %%s is %%s %%s' %% (sys.executable, name, sys.version.split()[0]))
    sys.path.append(%s)
    from junicorn_bridge.spawner import main
    main()
    """
        .formatted(pythonText(bridge));
  }

  /** A Python string literal of a path. */
  private static String pythonText(Path path) {
    return "'" + path.toString().replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
