package dev.junicorn.handover;

import dev.junicorn.posix.ProgramImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command that is run as somebody wrote it, in the place of this server.
 *
 * @param command the program and its arguments
 * @param directory where it runs, absolute
 * @param environment all of its environment
 */
public record Handover(List<String> command, Path directory, Map<String, String> environment) {

  /** Waits for the command, passes signals on to all of its processes, and ends as it ends. */
  private static final String RUNNER = "/junicorn_handover/run.py";

  /**
   * Runs the command beside this process, with its standard streams, until it ends.
   *
   * @return its exit code
   */
  public int runAndWait() throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).inheritIO();
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start().waitFor();
  }

  /**
   * Replaces this process by the command and a small Python process above it: same process id, so
   * that signals reach it, and no server that uses memory for nothing.
   *
   * @param python the interpreter for the process above; absolute
   * @throws IOException always, if it returns at all: the interpreter cannot be run, and why
   */
  public void replaceThisProcess(Path python) throws IOException {
    Path folder = Files.createTempDirectory("junicorn-run-");
    Path runner = folder.resolve("run.py");
    try (InputStream source = Handover.class.getResourceAsStream(RUNNER)) {
      if (source == null) {
        throw new IOException("the jar lacks " + RUNNER);
      }
      Files.copy(source, runner);
      List<String> words = new ArrayList<>();
      words.add(python.toString());
      // Neither the user's site-packages nor the folder's modules are for the runner.
      words.add("-ISB");
      words.add(runner.toString());
      words.add(directory.toString());
      words.addAll(command);
      ProgramImage.replace(python, words, environment);
    } finally {
      Files.deleteIfExists(runner);
      Files.deleteIfExists(folder);
    }
  }
}
