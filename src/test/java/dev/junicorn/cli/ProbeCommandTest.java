package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.plan.ConfigError;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** How a probe is written. */
class ProbeCommandTest {

  private final StringWriter out = new StringWriter();

  @Test
  void everyMistakeSaysWhatToDo() {
    assertProblem("which URL? None was given.");
    assertProblem("one URL at a time.", "http://127.0.0.1/", "http://127.0.0.2/");
    assertProblem("probe http://192.0.2.1/: 192.0.2.1 is 192.0.2.1, which", "http://192.0.2.1/");
    assertProblem("--max 1: this is too small.", "--max", "1", "http://127.0.0.1/");
    assertProblem("--max 513: this is too large.", "--max", "513", "http://127.0.0.1/");
    assertProblem("--timeout 0: a probe must end.", "--timeout", "0", "http://127.0.0.1/");
    assertProblem("probe --nonsense: there is no such option.", "--nonsense", "http://127.0.0.1/");
    assertProblem("could change something", "--method", "DELETE", "http://127.0.0.1/");
  }

  @Test
  void theHelpNamesEveryOption() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString())
        .contains("--max", "--timeout", "--method", "--header", "--i-own-this", "--json");
  }

  private void assertProblem(String message, String... args) {
    assertThatThrownBy(() -> run(args))
        .isInstanceOf(ConfigError.class)
        .hasMessageContaining(message);
  }

  private int run(String... args) {
    PrintWriter writer = new PrintWriter(out);
    return new ProbeCommand(OptionalInt::empty)
        .run(
            List.of(args),
            new Outside(
                Map.of(), Path.of("/"), Path.of("/"), "1.2.3", ConfigFiles.UNREAD, writer, writer));
  }
}
