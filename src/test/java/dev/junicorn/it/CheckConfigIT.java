package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --check-config}: whether a start would succeed, without one. */
class CheckConfigIT {

  private static final int CONFIG = 1;
  private static final int WORKER_BOOT = 3;
  private static final int APP_LOAD = 4;
  private static final int CTRL_C = 130;

  @RegisterExtension final Servers servers = new Servers();

  private Junicorn check(String app, String... options) {
    List<String> all = new ArrayList<>(List.of("--check-config"));
    all.addAll(List.of(options));
    return servers.launch(app, all.toArray(String[]::new));
  }

  @Test
  void anAppThatLoadsIsWellAndNothingIsLeft() {
    Junicorn check = check("hello", "--workers", "3", "--threads", "2");
    assertThat(check.awaitExit()).isZero();
    assertThat(check.logText())
        .contains("checks app:app and serves nothing (--check-config)")
        .contains("3 workers (--workers)")
        .contains("Checked: app:app loads with /usr/bin/python3. A start would serve it with 3 x 2")
        .doesNotContain("Listening at", "Ready", "[WARNING]", "Worker 2");
    check.assertLeftNothing();
  }

  @Test
  void aPreloadedAppIsLoadedWhereAStartWouldLoadIt() {
    EditedApp app = EditedApp.in(servers.temporaryFolder());
    app.replace(
        """
        import os, sys
        print("loaded by", os.getpid(), flush=True)
        app = sys.exit
        """);
    Junicorn check =
        servers.launch(app.folder(), "app:app", Map.of(), "--check-config", "--preload");
    assertThat(check.awaitExit()).isZero();
    String worker = check.awaitLine("Worker 1 started with pid ([0-9]+)").group(1);
    assertThat(check.awaitLine("loaded by ([0-9]+)").group(1)).isNotEqualTo(worker);
    check.assertLeftNothing();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource
  void anAppThatDoesNotLoadIsTheSameFailureAsAtAStart(
      String folder, String app, String option, List<String> said) {
    Junicorn check =
        servers.launch(Junicorn.APPS.resolve(folder), app, Map.of(), "--check-config", option);
    assertThat(check.awaitExit()).isEqualTo(APP_LOAD);
    assertThat(check.logText()).contains(said).doesNotContain("Checked");
    check.assertLeftNothing();
  }

  static Stream<Arguments> anAppThatDoesNotLoadIsTheSameFailureAsAtAStart() {
    return Stream.of("--reload", "--preload")
        .flatMap(option ->
            Stream.of(
                Arguments.of("syntax-error", "app:app", option, List.of("SyntaxError", "line 4")),
                Arguments.of("hello", "no:app", option, List.of("No module named 'no'", "app.py")),
                Arguments.of(
                    "missing-object",
                    "app:app",
                    option,
                    List.of("has no 'app'", "app:application")),
                Arguments.of(
                    "fails-at-import",
                    "app:app",
                    option,
                    List.of("KeyError: 'DATABASE_URL'", "in read_settings", "Traceback"))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aWrongSettingIsTheSameFailureAsAtAStart(List<String> options, String said) {
    Junicorn check = check("hello", options.toArray(String[]::new));
    assertThat(check.awaitExit()).isEqualTo(CONFIG);
    assertThat(check.logText()).contains(said).doesNotContain("Worker 1", "Checked", "\tat ");
    check.assertLeftNothing();
  }

  static Stream<Arguments> aWrongSettingIsTheSameFailureAsAtAStart() {
    return Stream.of(
        Arguments.of(List.of("--wrokers", "3"), "--wrokers: there is no such option."),
        Arguments.of(List.of("--bind", "127.0.0.1:port"), "--bind 127.0.0.1:port"),
        Arguments.of(
            List.of("--error-logfile", "/nowhere/log"),
            "--error-logfile /nowhere/log: there is no folder /nowhere."),
        Arguments.of(
            List.of("--pid", "/nowhere/pid"), "--pid /nowhere/pid: there is no folder /nowhere."),
        Arguments.of(
            List.of("--crash-dir", "/proc/version"),
            "(--crash-dir): /proc/version is a file, not a folder."),
        Arguments.of(
            List.of("--control-socket", "/proc/version"),
            "(--control-socket): there is a file of this name, and it is no socket"));
  }

  @Test
  void aRunningServerWithTheSameAddressAndFilesIsLeftAlone() throws IOException {
    Path folder = servers.temporaryFolder();
    Path log = folder.resolve("log");
    Path pid = folder.resolve("pid");
    List<String> files =
        List.of(
            "--pid",
            pid.toString(),
            "--access-logfile",
            log.toString(),
            "--control-socket",
            folder.resolve("control").toString(),
            "--crash-dir",
            folder.resolve("crashes").toString());
    Junicorn server = servers.serve("hello", files.toArray(String[]::new));
    Files.writeString(log, "as it was\n");
    List<String> same = new ArrayList<>(files);
    same.addAll(List.of("--bind", "127.0.0.1:" + server.port(), "--error-logfile", "" + log));
    Junicorn check = check("hello", same.toArray(String[]::new));
    assertThat(check.awaitExit()).isZero();
    assertThat(check.logText()).contains("Checked: app:app loads");
    assertThat(log).hasContent("as it was");
    assertThat(pid).hasContent("" + server.pid());
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    check.assertLeftNothing();
    server.stop();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource
  void anImportThatHangsEndsWithWhoeverIsTiredOfIt(String option, String signal) {
    EditedApp app = EditedApp.in(servers.temporaryFolder());
    app.replace(
        """
        import threading
        print("importing", flush=True)
        threading.Event().wait()
        """);
    Junicorn check = servers.launch(app.folder(), "app:app", Map.of(), "--check-config", option);
    check.awaitLine("importing");
    check.signal(signal);
    assertThat(check.awaitExit()).isEqualTo(CTRL_C);
    assertThat(check.logText())
        .contains("Stopping: asked to (SIG" + signal)
        .doesNotContain("Checked", "[WARNING]", "by force");
    check.assertLeftNothing();
  }

  static Stream<Arguments> anImportThatHangsEndsWithWhoeverIsTiredOfIt() {
    return Stream.of(
        Arguments.of("--no-auto-size", "INT"),
        Arguments.of("--no-auto-size", "TERM"),
        Arguments.of("--preload", "INT"),
        Arguments.of("--preload", "HUP"));
  }

  @Test
  void anImportThatHangsIsBoundedAsAtAStart() {
    Junicorn check = check("hangs-at-import", "--boot-timeout", "5");
    assertThat(check.awaitExit()).isEqualTo(WORKER_BOOT);
    assertThat(check.logText())
        .contains("was not ready within 5.0 s (--boot-timeout)", "in wait_for_the_database");
    check.assertLeftNothing();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"--check-config", "-w 2 --check-c"})
  void theVariableMayAskForItToo(String line) {
    Junicorn check =
        servers.launch(
            Junicorn.APPS.resolve("hello"), "app:app", Map.of("GUNICORN_CMD_ARGS", line));
    assertThat(check.awaitExit()).isZero();
    assertThat(check.logText()).contains("Checked: app:app loads");
    check.assertLeftNothing();
  }

  @Test
  void aStartupCommandMayAskForItAsGunicornsOwn() {
    Junicorn check =
        servers.run(
            Map.of("PORT", "0"),
            "up",
            Junicorn.APPS.resolve("hello").toString(),
            "--python",
            Junicorn.PYTHON,
            "--startup-command",
            "gunicorn --check-config app:app");
    assertThat(check.awaitExit()).isZero();
    assertThat(check.logText()).contains("Checked: app:app loads").doesNotContain("Listening at");
    check.assertLeftNothing();
  }

  /** The default site loads always. */
  @Test
  void aFolderWithoutAnAppIsNotWell() {
    Junicorn check =
        servers.run(
            Map.of("PORT", "0"),
            "up",
            servers.temporaryFolder().toString(),
            "--python",
            Junicorn.PYTHON,
            "--check-config");
    assertThat(check.awaitExit()).isEqualTo(APP_LOAD);
    assertThat(check.logText()).contains("no app was found, so there is nothing to check");
    check.assertLeftNothing();
  }
}
