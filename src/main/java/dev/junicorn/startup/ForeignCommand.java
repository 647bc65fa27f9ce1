package dev.junicorn.startup;

import dev.junicorn.posix.ProgramImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A command that is run as it is.
 *
 * @param words the program and its arguments
 * @param directory where it runs, absolute
 * @param environment all of its environment
 */
public record ForeignCommand(List<String> words, Path directory, Map<String, String> environment) {

  /**
   * Runs the command beside this process, with its standard streams, until it ends.
   *
   * @return its exit code
   */
  public int runAndWait() throws IOException, InterruptedException {
    return builder(words).start().waitFor();
  }

  /**
   * Starts the command beside this process, with its standard streams. It ends when this process
   * does, however that comes about.
   *
   * @param python the interpreter for the process above it; absolute
   */
  public Companion start(Path python) throws IOException {
    Runner runner = Runner.unpack();
    try {
      return new Companion(builder(runner.words(python, Runner.Tie.WITH_PARENT, this)).start());
    } catch (IOException e) {
      runner.remove();
      throw e;
    }
  }

  /**
   * Replaces this process by the command and a small Python process above it: same process id, so
   * that signals reach it, and no server that uses memory for nothing.
   *
   * @param python the interpreter for the process above; absolute
   * @throws IOException always, if it returns at all: the interpreter cannot be run, and why
   */
  public void replaceThisProcess(Path python) throws IOException {
    Runner runner = Runner.unpack();
    try {
      ProgramImage.replace(python, runner.words(python, Runner.Tie.ALONE, this), environment);
    } finally {
      runner.remove();
    }
  }

  private ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile()).inheritIO();
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder;
  }
}
