package dev.junicorn.survey;

import dev.junicorn.event.Reason;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.detect.Findings;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Reads a folder with an interpreter. A file that takes the parser with it (there are such, for old
 * versions of Python) is left out and the folder read again.
 */
final class Reading {

  /** More files than this that kill a parser are no accident. */
  private static final int MOST_RUNS = 3;

  /** The script stops by itself after ten seconds; this is for a parser that does not return. */
  private static final long MOST_SECONDS = 15;

  private static final int MOST_ERROR_CHARACTERS = 600;

  private final Path folder;

  Reading(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads the folder.
   *
   * @throws ConfigError if the interpreter cannot do it
   */
  Findings read(Path python) {
    try (DetectScript script = DetectScript.unpack()) {
      List<String> skipped = new ArrayList<>();
      ReportReader report = run(script, python, skipped);
      for (int run = 1;
          run < MOST_RUNS && !report.isComplete() && !report.reading().isEmpty();
          run++) {
        skipped.add(report.reading());
        report = run(script, python, skipped);
      }
      if (report.python().isEmpty()) {
        throw unable(python, script);
      }
      return report.findings();
    } catch (IOException e) {
      throw new ConfigError(
          python.toString(),
          "it cannot read the folder: " + Reason.of(e) + ".",
          "Name another Python: --python PATH.");
    }
  }

  private ReportReader run(DetectScript script, Path python, List<String> skipped)
      throws IOException {
    Process process =
        new ProcessBuilder(script.command(python, folder, skipped))
            .directory(script.folder().toFile())
            .redirectError(script.errors().toFile())
            .start();
    process.getOutputStream().close();
    Executor late = CompletableFuture.delayedExecutor(MOST_SECONDS, TimeUnit.SECONDS);
    late.execute(process::destroyForcibly);
    ReportReader report = new ReportReader();
    try (BufferedReader lines = process.inputReader(StandardCharsets.US_ASCII)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        report.line(line);
      }
    } finally {
      process.destroyForcibly();
    }
    return report;
  }

  private static ConfigError unable(Path python, DetectScript script) throws IOException {
    String said =
        Files.exists(script.errors())
            ? Files.readString(script.errors(), StandardCharsets.ISO_8859_1).strip()
            : "";
    String tail = said.substring(Math.max(0, said.length() - MOST_ERROR_CHARACTERS));
    return new ConfigError(
        python.toString(),
        "this interpreter could not read the folder. It said: "
            + (tail.isEmpty() ? "nothing" : tail),
        "CPython 3.8 or newer is needed; name another one: --python PATH.");
  }
}
