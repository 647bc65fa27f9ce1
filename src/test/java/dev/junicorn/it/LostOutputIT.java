package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command was asked to print, where it cannot be written. */
class LostOutputIT {

  @RegisterExtension final Servers servers = new Servers();

  private Junicorn shell(String script) {
    return servers.run(
        List.of("sh", "-c", script),
        servers.temporaryFolder(),
        Map.of("JUNICORN", Servers.launcher()),
        List.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--version", "--help", "plan src/test/apps/hello", "build --help", "probe --help"})
  void aFullDiskIsAFailureThatIsNamed(String arguments) {
    Junicorn command = shell("\"$JUNICORN\" " + arguments + " >/dev/full");
    assertThat(command.awaitExit()).isEqualTo(1);
    assertThat(command.log())
        .singleElement()
        .asString()
        .isEqualTo(
            "junicorn: the output could not be written to standard output: No space left on"
                + " device.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--help", "plan src/test/apps/hello"})
  void whoReadsNoFurtherIsNoFailure(String arguments) {
    Junicorn command =
        shell("{ \"$JUNICORN\" " + arguments + "; echo \"code $?\" >&2; } | exec true");
    command.awaitExit();
    assertThat(command.log()).containsExactly("code 0");
  }
}
