package dev.junicorn.startup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The small Python process above a command: it passes signals on to all of the command's processes,
 * and ends as the command does. Its file removes itself when it runs; where this process is told to
 * end before, it goes with this process.
 */
final class Runner {

  /** What else ends the command. */
  enum Tie {
    /** Nothing. */
    ALONE("alone"),
    /** The end of the process that starts the runner. */
    WITH_PARENT("with-parent");

    private final String word;

    Tie(String word) {
      this.word = word;
    }
  }

  private static final String RESOURCE = "/junicorn_startup/run.py";

  private final Path folder;
  private final Path file;

  private Runner(Path folder) {
    this.folder = folder;
    this.file = folder.resolve("run.py");
  }

  static Runner unpack() throws IOException {
    Runner runner = new Runner(Files.createTempDirectory("junicorn-run-"));
    Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(runner::removeIfThere));
    try (InputStream source = Runner.class.getResourceAsStream(RESOURCE)) {
      if (source == null) {
        throw new IOException("the jar lacks " + RESOURCE);
      }
      Files.copy(source, runner.file);
      return runner;
    } catch (IOException e) {
      runner.remove();
      throw e;
    }
  }

  /** The words that run the command below it. */
  List<String> words(Path python, Tie tie, ForeignCommand command) {
    List<String> words = new ArrayList<>();
    words.add(python.toString());
    // Neither the user's site-packages nor the folder's modules are for the runner.
    words.add("-ISB");
    words.add(file.toString());
    words.add(tie.word);
    words.add(command.directory().toString());
    words.addAll(command.words());
    return List.copyOf(words);
  }

  private void removeIfThere() {
    try {
      remove();
    } catch (IOException e) {
      // This process ends: nobody could be told.
    }
  }

  /** Removes what did not remove itself because it was never run. */
  void remove() throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(folder);
  }
}
