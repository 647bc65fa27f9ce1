package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spellings, beginnings of names, and which source wins. */
class ArgumentsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"-w3", "-w=3", "--workers=3"})
  void spellingsInOneWord(String word) {
    assertThat(run().plan(word).size().workers().value()).isEqualTo(3);
  }

  @Test
  void beginningsOfNamesAreEnoughWhereTheyFitOne() {
    assertThat(run().plan("--thread", "2").size().threads().value()).isEqualTo(2);
    assertThat(run().plan("--grace", "9").times().graceful()).isEqualTo(Duration.ofSeconds(9));
    assertThat(run().plan("--time=9").times().request()).isEqualTo(Duration.ofSeconds(9));
    assertThat(run().plan("--access-logfi=-").log().access()).contains("-");
  }

  /** App Service kills soon after TERM; nobody kills a server that reloads. */
  @Test
  void onlyAStopHasTheTimeOfThePlatform() {
    assertThat(onAppService().plan().times())
        .returns(Duration.ofSeconds(3), LaunchPlan.Times::graceful)
        .returns(Duration.ofSeconds(30), LaunchPlan.Times::makingRoom);
    CommandRun slower = onAppService().with("WEBSITES_CONTAINER_STOP_TIME_LIMIT", "60");
    assertThat(slower.plan().times())
        .returns(Duration.ofSeconds(58), LaunchPlan.Times::graceful)
        .returns(Duration.ofSeconds(58), LaunchPlan.Times::makingRoom);
    assertThat(onAppService().plan("--graceful-timeout", "2").times())
        .returns(Duration.ofSeconds(2), LaunchPlan.Times::graceful)
        .returns(Duration.ofSeconds(2), LaunchPlan.Times::makingRoom);
    assertThat(run().plan("--graceful-timeout", "9").times().makingRoom())
        .isEqualTo(Duration.ofSeconds(9));
  }

  private CommandRun onAppService() {
    return run().with("WEBSITE_INSTANCE_ID", "0a1b");
  }

  @Test
  void anExactNameWinsOverLongerOnes() {
    assertThat(run().plan("--python", "sh").app().python().source()).isEqualTo("--python");
  }

  @Test
  void anAmbiguousBeginningNamesTheCandidates() {
    assertThat(run().problem("--worker", "3"))
        .isEqualTo(
            "junicorn: --worker: this could be --worker-class or --worker-connections or"
                + " --worker-tmp-dir or --workers. Write the name in full.");
  }

  @Test
  void aMisspellingGetsASuggestion() {
    assertThat(run().problem("--wrokers", "3"))
        .isEqualTo("junicorn: --wrokers: there is no such option. Did you mean --workers?");
    assertThat(run().problem("--acces-logfile=-")).contains("Did you mean --access-logfile?");
    assertThat(run().problem("--xyzzy")).contains("junicorn --help lists the options");
    assertThat(run().problem("--port=80", "--factory"))
        .contains(
            "--port: there is no such option. Write --bind HOST:PORT, for example --bind 0.0.0.0:8000.",
            "--factory: there is no such option. Write the call: junicorn \"app:create_app()\".");
    assertThat(run().problem("-x")).contains("there is no such option");
  }

  @Test
  void everythingThatIsNoOptionIsNamedAtOnce() {
    assertThat(
            run()
                .with("GUNICORN_CMD_ARGS", "--treads 4")
                .problem("--wrokers", "3", "--bind", "-x", "--version=2"))
        .isEqualTo(
            """
            junicorn: 5 settings cannot be used:
              1. --treads in GUNICORN_CMD_ARGS: there is no such option. Did you mean --threads?
              2. --wrokers: there is no such option. Did you mean --workers?
              3. --bind: a value is missing. Write --bind VALUE or --bind=VALUE.
              4. -x: there is no such option. junicorn --help lists the options.
              5. --version=2: the option takes no value. Write --version.\
            """);
  }

  @Test
  void whatIsWrongInAVariableIsSaidToBeThere() {
    CommandRun run = run().with("GUNICORN_CMD_ARGS", "--treads 4");
    assertThat(run.problem())
        .isEqualTo(
            "junicorn: --treads in GUNICORN_CMD_ARGS: there is no such option. Did you mean"
                + " --threads?");
    assertThat(run().with("GUNICORN_CMD_ARGS", "--threads").problem())
        .startsWith("junicorn: --threads in GUNICORN_CMD_ARGS: a value is missing.");
    assertThat(run().with("GUNICORN_CMD_ARGS", "--worker 3").problem())
        .startsWith("junicorn: --worker in GUNICORN_CMD_ARGS: this could be ");
  }

  @Test
  void theAppMayStandAnywhere() {
    CommandRun run = run();
    assertThat(run.run("site:app", "-w", "4")).isZero();
    assertThat(run.launched.getFirst().app().spec()).isEqualTo("site:app");
    CommandRun afterDashes = run();
    assertThat(afterDashes.run("-w", "4", "--", "site:app")).isZero();
    assertThat(afterDashes.launched.getFirst().app().spec()).isEqualTo("site:app");
  }

  @Test
  void valuesAreTakenAsTheyAre() {
    assertThat(run().plan("-e", "A=\"x\" '${HOME}' @f").app().environment())
        .containsEntry("A", "\"x\" '${HOME}' @f");
    CommandRun at = run();
    assertThat(at.run("@app:app")).isZero();
    assertThat(at.launched.getFirst().app().spec()).isEqualTo("@app:app");
  }

  @Test
  void theLastOfTwoValuesWins() {
    assertThat(run().plan("-w", "2", "--workers=5").size().workers().value()).isEqualTo(5);
  }

  @Test
  void aMissingValueIsNotTakenFromTheNextOption() {
    assertThat(run().problem("--workers", "--threads", "2"))
        .isEqualTo(
            "junicorn: --workers: a value is missing. Write --workers VALUE or --workers=VALUE.");
    CommandRun last = run();
    assertThat(last.run("app:app", "-w")).isEqualTo(1);
    assertThat(last.err.toString()).contains("-w: a value is missing");
  }

  @Test
  void aFlagTakesNoValue() {
    assertThat(run().problem("--capture-output=1")).contains("the option takes no value");
  }

  @Test
  void theCommandLineWinsOverGunicornCmdArgsOverWebConcurrency() {
    assertThat(run().with("WEB_CONCURRENCY", "2").plan().size().workers())
        .isEqualTo(new Sourced<>(2, "WEB_CONCURRENCY"));
    CommandRun both = run().with("WEB_CONCURRENCY", "2").with("GUNICORN_CMD_ARGS", "-w 4");
    assertThat(both.plan().size().workers())
        .isEqualTo(new Sourced<>(4, "--workers in GUNICORN_CMD_ARGS"));
    CommandRun all = run().with("WEB_CONCURRENCY", "2").with("GUNICORN_CMD_ARGS", "-w 4");
    assertThat(all.plan("-w", "8").size().workers()).isEqualTo(new Sourced<>(8, "--workers"));
  }

  @Test
  void oryxPassesItsArgumentsInTheEnvironment() {
    CommandRun run =
        run()
            .with(
                "GUNICORN_CMD_ARGS",
                "--timeout 600 --access-logfile '-' --error-logfile '-' --workers=3 --threads=6"
                    + " --bind=0.0.0.0:8000 --chdir="
                    + folder);
    assertThat(run.plan().listen().binds())
        .containsExactly(
            new Sourced<>(new Bind.Tcp("0.0.0.0", 8000), "--bind in GUNICORN_CMD_ARGS"));
  }

  @Test
  void aRepeatedOptionReplacesTheOtherSource() {
    CommandRun run = run().with("GUNICORN_CMD_ARGS", "-b :1 -b :2 -e A=1");
    assertThat(run.plan("-b", ":3", "-b", ":4").listen().binds())
        .extracting(bind -> bind.value().toString())
        .containsExactly(":3", ":4");
    assertThat(run.launched.getFirst().app().environment()).containsEntry("A", "1");
  }

  @Test
  void portMeansEveryAddress() {
    assertThat(run().with("PORT", "5000").plan().listen().binds())
        .isEqualTo(List.of(new Sourced<>(new Bind.Tcp("0.0.0.0", 5000), "PORT")));
    assertThat(run().with("PORT", "5000").plan("-b", ":1").listen().binds())
        .isEqualTo(List.of(new Sourced<>(new Bind.Tcp("", 1), "--bind")));
    assertThat(run().with("PORT", "").plan().listen().binds().getFirst().source())
        .isEqualTo("default");
  }

  @Test
  void forwardedAllowIpsComesFromTheEnvironmentToo() {
    assertThat(run().with("FORWARDED_ALLOW_IPS", "*").plan().listen().trustedPeers())
        .containsExactly("*");
    assertThat(run().with("FORWARDED_ALLOW_IPS", "").plan().listen().trustedPeers()).isEmpty();
  }

  @Test
  void autoIsTheDefaultAndCanBeSaid() {
    assertThat(run().with("WEB_CONCURRENCY", "7").plan("-w", "auto", "--threads", "auto").size())
        .isEqualTo(run().plan().size());
  }

  private CommandRun run() {
    return new CommandRun(folder);
  }
}
