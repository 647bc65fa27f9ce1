package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.Bind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where numbers go, and who may read them. */
class InsightOptionsTest {

  private static final String TOKEN = "0123456789abcdef";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0:9090", ":9090", "10.0.0.1:9090", "[::]:9090", "metrics:9090"})
  void beyondLoopbackAConsoleNeedsAToken(String address) {
    assertThat(run().problem("--console", address))
        .contains("--console " + address + ": others could read")
        .contains("JUNICORN_CONSOLE_TOKEN")
        .contains("--console 127.0.0.1:9090");
    assertThat(
            run()
                .with("JUNICORN_CONSOLE_TOKEN", TOKEN)
                .plan("--console", address)
                .insight()
                .console()
                .token())
        .contains(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1:9090", "localhost:9090", "[::1]:9090", "127.1.2.3:0"})
  void onLoopbackItNeedsNone(String address) {
    assertThat(run().plan("--console", address).insight().console().address()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix:/run/c.sock", "fd://3", "127.0.0.1", "9090", ""})
  void aConsoleHasAHostAndAPort(String address) {
    assertThat(run().problem("--console", address)).contains("--console 127.0.0.1:9090");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:1,127.0.0.1:2"})
  void anAddressThatIsNoneIsAnsweredWithOneRemedy(String address) {
    assertThat(run().problem("--console", address))
        .contains(" Write, for example, --console 127.0.0.1:9090.")
        .doesNotContain("HOST:PORT", "--bind", "Ports go from");
    assertThat(run().problem("--statsd-host", address))
        .contains(" Write --statsd-host HOST:PORT or --statsd-host unix:PATH.")
        .doesNotContain("8000", "--bind", "Ports go from");
  }

  @Test
  void ofAPortAloneTheLoopbackIsNamed() {
    assertThat(run().problem("--console", "9492"))
        .contains("this is a port alone. Write --console 127.0.0.1:9492.")
        .doesNotContain("Write :9492", "for example");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9090, 127.0.0.1:9090",
    "0.0.0.0:9090, 127.0.0.1:9090",
    ":9090, localhost:9090"
  })
  void aConsoleHasAPortOfItsOwn(String bind, String console) {
    assertThat(run().problem("--bind", bind, "--console", console))
        .contains("--console " + console + ": the app is served there")
        .contains("--console 127.0.0.1:9091");
  }

  @Test
  void anotherAddressOrPortIsItsOwn() {
    assertThat(
            run()
                .plan("--bind", "127.0.0.2:9090", "--console", "127.0.0.1:9090")
                .insight()
                .console()
                .address())
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"short", "with a blank inside it", "caf\u00e9caf\u00e9caf\u00e9caf\u00e9"})
  void aTokenThatIsTooWeakIsNotRepeated(String token) {
    assertThat(run().problem("--console", "127.0.0.1:9090", "--console-token", token))
        .contains("--console-token ...: a token has at least 16 characters")
        .doesNotContain(token);
  }

  @Test
  void aTokenThatIsTooWeakIsTheOnlyProblem() {
    assertThat(
            run()
                .problem(
                    "--console", "0.0.0.0:9090", "--console-token", "x", "--console-allow-control"))
        .startsWith("junicorn: --console-token ...: ")
        .doesNotContain("others could read", "every user");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1:8125",
    "stats:9125, stats:9125",
    "[::1], [::1]:8125",
    "[::1]:9, [::1]:9",
    "unix:/run/statsd.sock, unix:/run/statsd.sock",
    "unix:///run/statsd.sock, unix:/run/statsd.sock"
  })
  void statsdIsWrittenAsForGunicorn(String written, String meant) {
    assertThat(
            run().plan("--statsd-host", written).insight().statsd().address().orElseThrow().value())
        .hasToString(meant)
        .isInstanceOfAny(Bind.Tcp.class, Bind.Unix.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {":8125", "stats:0", "fd://3", "", "stats:many"})
  void whereNothingCanBeSentIsRefused(String address) {
    assertThat(run().problem("--statsd-host", address)).contains("HOST:PORT");
  }

  @Test
  void whoMayChangeTheServerNeedsTheToken() {
    String[] given = {"--console", "127.0.0.1:9090", "--console-allow-control"};
    assertThat(run().problem(given))
        .contains("--console-allow-control: every user of this machine could change the server")
        .contains("JUNICORN_CONSOLE_TOKEN");
    assertThat(
            run()
                .plan(given[0], given[1], given[2], "--console-token", TOKEN)
                .insight()
                .console()
                .control())
        .isTrue();
    assertThat(run().plan(given[0], given[1]).insight().console().control()).isFalse();
  }

  @Test
  void whatHasNoUseIsSaid() {
    CommandRun run = run();
    run.plan("--console-token", TOKEN, "--statsd-prefix", "shop");
    assertThat(run.notes)
        .anyMatch(note -> note.contains("there is no --console"))
        .anyMatch(note -> note.contains("there is no --statsd-host"));
  }

  private CommandRun run() {
    return new CommandRun(folder);
  }
}
