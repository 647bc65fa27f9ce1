package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.configfile.ConfigReport;
import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which configuration file is read, and what outranks what it sets. */
class ConfigFilesTest {

  @TempDir Path folder;

  private final List<String> read = new ArrayList<>();

  /** Every file there is sets this. */
  private CommandRun run(String settings) {
    return new CommandRun(folder)
        .reading((_, file, _) -> {
          read.add(file.location());
          return Optional.of(FileReports.of(settings));
        });
  }

  private void file(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
  }

  @Test
  void theOneInTheWorkingDirectoryIsReadAndNoneWhereThereIsNone() throws IOException {
    file("shop/gunicorn.conf.py");
    assertThat(run("{\"workers\": 4}").plan("--chdir", "shop").size().workers().value())
        .isEqualTo(3);
    file("gunicorn.conf.py");
    CommandRun run = run("{\"workers\": 4}");
    assertThat(run.plan("--chdir", "shop").size().workers())
        .isEqualTo(new Sourced<>(4, "workers in gunicorn.conf.py:1"));
    assertThat(run.notes).contains("gunicorn.conf.py was read; it sets workers");
    assertThat(read).containsExactly("gunicorn.conf.py");
  }

  @Test
  void theOneThatIsNamedIsReadInItsPlace() throws IOException {
    file("gunicorn.conf.py");
    file("conf/g.py");
    run("{}").plan("-c", "conf/g.py");
    run("{}").plan("--config=file:conf/g.py");
    run("{}").plan("--config", "python:shop.conf");
    run("{}").with("GUNICORN_CMD_ARGS", "-c conf/g.py").plan();
    run("{}").with("GUNICORN_CMD_ARGS", "-c nowhere.py").plan("-c", "python:shop.conf");
    assertThat(read)
        .containsExactly(
            "conf/g.py", "file:conf/g.py", "python:shop.conf", "conf/g.py", "python:shop.conf");
  }

  /** As scripts write it that want none. */
  @Test
  void theNullDeviceIsNoFile() throws IOException {
    file("gunicorn.conf.py");
    CommandRun run = run("{\"workers\": 4}");
    assertThat(run.plan("-c", "/dev/null").size().workers().value()).isEqualTo(3);
    assertThat(read).isEmpty();
  }

  @Test
  void aNamedFileHasToBeThere() {
    assertThat(run("{}").problem("-c", "nowhere.py"))
        .isEqualTo(
            "junicorn: --config nowhere.py: there is no file %s. Name a file of Python, or a module: python:MODULE."
                .formatted(folder.resolve("nowhere.py")));
    assertThat(run("{}").problem("-c", ".")).contains("--config .: this is not a file.");
    assertThat(run("{}").problem("--config=")).contains("it is empty.");
  }

  @Test
  void helpAndVersionReadNothing() throws IOException {
    file("gunicorn.conf.py");
    assertThat(run("{}").run("--help")).isZero();
    assertThat(run("{}").run("--version")).isZero();
    assertThat(read).isEmpty();
  }

  @Test
  void variablesBelowTheFileBelowGunicornsVariableBelowTheCommandLine() throws IOException {
    file("gunicorn.conf.py");
    String settings =
        "{\"bind\": [\":81\", \":82\"], \"workers\": 4, \"threads\": 5, \"timeout\": 6}";
    LaunchPlan plan =
        run(settings)
            .with("WEB_CONCURRENCY", "2")
            .with("PORT", "80")
            .with("GUNICORN_CMD_ARGS", "--threads 7 --timeout 8")
            .plan("--timeout", "9");
    assertThat(plan.listen().binds())
        .containsExactly(
            new Sourced<>(new Bind.Tcp("", 81), "bind in gunicorn.conf.py:1"),
            new Sourced<>(new Bind.Tcp("", 82), "bind in gunicorn.conf.py:1"));
    assertThat(plan.size().workers()).isEqualTo(new Sourced<>(4, "workers in gunicorn.conf.py:2"));
    assertThat(plan.size().threads()).isEqualTo(new Sourced<>(7, "--threads in GUNICORN_CMD_ARGS"));
    assertThat(plan.times().request()).hasSeconds(9);
    assertThat(run(settings).plan("-b", ":83").listen().binds())
        .containsExactly(new Sourced<>(new Bind.Tcp("", 83), "--bind"));
  }

  @Test
  void theFileMayNameTheAppAndTheCommandLineAnother() throws IOException {
    file("gunicorn.conf.py");
    CommandRun alone = run("{\"wsgi_app\": \"shop:app\"}");
    assertThat(alone.run()).isZero();
    assertThat(alone.launched.getFirst().app().spec()).isEqualTo("shop:app");
    assertThat(run("{\"wsgi_app\": \"shop:app\"}").plan().app().spec()).isEqualTo("app:app");
    assertThat(run("{}").run()).isEqualTo(ExitCode.CONFIG.code());
  }

  @Test
  void valuesOutOfBoundsAreNamedAsInTheFile() throws IOException {
    file("gunicorn.conf.py");
    assertThat(run("{\"workers\": \"three\", \"bind\": \"a:b:c\", \"timeout\": -1}").problem())
        .startsWith("junicorn: 3 settings cannot be used:")
        .contains(
            "workers = \"three\" in gunicorn.conf.py:1: this is not a whole number.",
            "for example workers = 3.",
            "bind = \"a:b:c\" in gunicorn.conf.py:2: ",
            "timeout = -1 in gunicorn.conf.py:3: a time cannot be negative.");
  }

  @Test
  void whateverIsWrongWithValuesIsSaidInOneMessage() throws IOException {
    file("gunicorn.conf.py");
    assertThat(
            run("{\"daemon\": true, \"bind\": 80, \"workers\": -1, \"raw_env\": [\"A\"]}")
                .problem("--threads", "0"))
        .startsWith("junicorn: 5 settings cannot be used:")
        .contains(
            "daemon = True",
            "bind = 80",
            "workers = -1",
            "--threads 0",
            "raw_env = \"A\" in gunicorn.conf.py:4: this is not NAME=VALUE. Write, for example,"
                + " raw_env = \"DEBUG=1\".");
  }

  @Test
  void anAppThatIsNoNameIsNotSaidToBeMissing() throws IOException {
    file("gunicorn.conf.py");
    CommandRun up = run("{\"wsgi_app\": 3}");
    assertThat(up.run("up", ".", "--startup-command", "gunicorn -w 1"))
        .isEqualTo(ExitCode.CONFIG.code());
    assertThat(up.err.toString())
        .contains("wsgi_app = 3 in gunicorn.conf.py:1: this is not a string.");
  }

  @Test
  void variablesOfTheFileReachTheAppBelowEnv() throws IOException {
    file("gunicorn.conf.py");
    CommandRun run =
        new CommandRun(folder)
            .reading((_, _, _) ->
                Optional.of(new ConfigReport(Map.of(), Map.of("COLOUR", "blue", "SIZE", "1"))));
    assertThat(run.plan("--env", "SIZE=2").app().environment())
        .containsOnly(Map.entry("COLOUR", "blue"), Map.entry("SIZE", "2"));
  }

  @Test
  void whoIsToldToStopMeanwhileStopsAndHasCheckedNothing() throws IOException {
    file("gunicorn.conf.py");
    CommandRun start = new CommandRun(folder).reading((_, _, _) -> Optional.empty());
    assertThat(start.run("app:app")).isZero();
    assertThat(start.launched).isEmpty();
    assertThat(start.err.toString())
        .isEqualTo(
            "junicorn: gunicorn.conf.py: the server was told to stop while this configuration file"
                + " was executed. Nothing was started.\n");
    CommandRun check = new CommandRun(folder).reading((_, _, _) -> Optional.empty());
    assertThat(check.run("app:app", "--check-config")).isEqualTo(ExitCode.CUT_SHORT.code());
  }

  @Test
  void hooksAreWarnedOf() throws IOException {
    file("gunicorn.conf.py");
    CommandRun run = run("{\"post_fork\": {\"name\": \"g.post_fork\", \"shown\": \"<function>\"}}");
    run.plan();
    assertThat(run.warnings)
        .singleElement()
        .asString()
        .startsWith("gunicorn.conf.py defines post_fork, which is not called");
  }
}
