package dev.junicorn.build;

import dev.junicorn.posix.ProcessTree;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Runs one program at a time and streams what it prints; says that it still runs where it is silent
 * for long. Where the server is told to stop meanwhile, the program ends too.
 */
final class StepRunner {

  /** What a shell says of a program that SIGINT has ended, and Java as well. */
  private static final int INTERRUPTED = 128 + 2;

  /** Azure's deployment gives up after a minute without output; people wonder sooner. */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  /** A child of the program may hold its output open; what it says later is not waited for. */
  private static final Duration AFTER_THE_END = Duration.ofSeconds(2);

  private final BuildReport report;
  private final RunningStep note;
  private final LongSupplier nanoTime;

  /** Written by the thread that builds, read by the one that stops the process. */
  private volatile String lastWord = "";

  private volatile boolean isStopped;

  StepRunner(BuildReport report, RunningStep note, LongSupplier nanoTime) {
    this.report = report;
    this.note = note;
    this.nanoTime = nanoTime;
  }

  /** What is said where the process is told to stop while a program runs. */
  void sayingIfStopped(String sentence) {
    lastWord = sentence;
  }

  private void stop(Process process) {
    isStopped = true;
    if (!lastWord.isEmpty()) {
      report.say(lastWord);
    }
    ProcessTree.destroy(process.toHandle());
  }

  /** The same, for a question to a program: what it prints is only kept. */
  StepRunner quiet() {
    return new StepRunner(new Silent(), note, nanoTime);
  }

  /** Says how a program is run. */
  void say(String sentence) {
    report.say(sentence);
  }

  private record Silent() implements BuildReport {
    @Override
    public void say(String sentence) {}

    @Override
    public void output(String line) {}
  }

  /**
   * What became of a program.
   *
   * @param code its exit code; over 128 a signal
   */
  record Ended(int code, Lines lines) {

    /**
     * By Ctrl-C, which a terminal sends to the program as well; this process may learn it later.
     */
    boolean isInterrupted() {
      return code == INTERRUPTED || lines.last(1).contains("ERROR: Operation cancelled by user");
    }
  }

  /**
   * Runs it to its end.
   *
   * @param name what it is called in "still at it" lines
   * @throws IOException if it cannot be run
   * @throws InterruptedException if the thread is, or the process is told to stop
   */
  Ended run(String name, List<String> argv, Path directory, Map<String, String> environment)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(argv)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.start();
    Thread stop = Thread.ofPlatform().unstarted(() -> stop(process));
    try {
      endWithThisProcess(process, stop);
      note.begins(process.toHandle());
      Ended ended = await(name, process);
      if (isStopped) {
        throw new InterruptedException("the process is told to stop");
      }
      return ended;
    } finally {
      ProcessTree.destroy(process.toHandle());
      note.ended();
      forget(stop);
    }
  }

  private Ended await(String name, Process process) throws InterruptedException {
    long begun = nanoTime.getAsLong();
    AtomicLong heard = new AtomicLong(begun);
    Lines lines =
        new Lines(line -> {
          heard.set(nanoTime.getAsLong());
          report.output(line);
        });
    Thread reader =
        Thread.ofPlatform()
            .daemon()
            .name("junicorn-build-output")
            .start(() -> lines.pump(process.getInputStream()));
    while (!process.waitFor(SILENCE.toMillis(), TimeUnit.MILLISECONDS)) {
      long now = nanoTime.getAsLong();
      if (now - heard.get() >= SILENCE.toNanos()) {
        report.say("%s is still at work (%d s) ...".formatted(name, seconds(now - begun)));
      }
    }
    reader.join(AFTER_THE_END);
    return new Ended(process.exitValue(), lines);
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos);
  }

  private void endWithThisProcess(Process process, Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      stop(process); // too late for a hook
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
