package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The {@code curl} command. */
final class Curl {

  private Curl() {}

  /** What curl prints; it must succeed. */
  static String curl(String... arguments) {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "--max-time", "" + Await.PATIENCE.toSeconds()));
    command.addAll(List.of(arguments));
    return run(command);
  }

  /** What a program prints to both of its outputs; it must succeed. */
  static String run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as("%s: %s", command, output).isZero();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
