package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * A run of {@code junicorn ctl}, or of another command that asks a server, and what came of it.
 *
 * @param out its standard output
 * @param err its standard error
 */
record Ctl(int exitCode, String out, String err) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Runs it.
   *
   * @param runtime the folder that stands for the user's runtime folder
   */
  static Ctl run(Path runtime, String... words) {
    return run("ctl", runtime, words);
  }

  /** Runs {@code junicorn COMMAND} in the same way. */
  static Ctl run(String name, Path runtime, String... words) {
    List<String> command = new ArrayList<>(List.of(Servers.launcher(), name));
    command.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("XDG_RUNTIME_DIR", runtime.toString());
    try {
      Process process = builder.start();
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> text(process.errorReader().lines().toList()));
      String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS))
          .as("junicorn ctl ends")
          .isTrue();
      return new Ctl(process.exitValue(), out, err.join());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Its output, which must be JSON. */
  JsonNode json() {
    assertThat(exitCode).as("exit code, after %s", err).isZero();
    return JSON.readTree(out);
  }

  Ctl assertDone() {
    assertThat(exitCode).as("exit code, after %s", err).isZero();
    return this;
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines);
  }
}
