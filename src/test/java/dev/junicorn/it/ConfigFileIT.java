package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** gunicorn's configuration files: read as gunicorn reads them. */
class ConfigFileIT {

  private static final int STOPPED = 0;
  private static final int CONFIG = 1;
  private static final int CUT_SHORT = 130;

  @RegisterExtension final Servers servers = new Servers();

  private Path folder;

  @BeforeEach
  void anApp() throws IOException {
    folder = servers.temporaryFolder();
    file(
        "app.py",
        """
        import os
        def app(environ, start_response):
            start_response("200 OK", [])
            return [os.environ.get("COLOUR", "none").encode()]
        """);
  }

  private void file(String name, String text) throws IOException {
    Files.createDirectories(folder.resolve(name).getParent());
    Files.writeString(folder.resolve(name), text);
  }

  /** Starts {@code ./junicorn} in the folder. */
  private Junicorn start(Map<String, String> environment, String... arguments) {
    List<String> command =
        List.of("env", "--chdir=" + folder, Path.of("junicorn").toAbsolutePath().toString());
    List<String> all = new ArrayList<>(List.of("--python", Junicorn.PYTHON));
    all.addAll(List.of(arguments));
    return servers.run(command, servers.temporaryFolder(), environment, all);
  }

  @Test
  void theFileInTheWorkingDirectoryIsReadAndItsPrintsAreHeard() throws IOException {
    file(
        "gunicorn.conf.py",
        """
        import os
        print('{"settings": {"workers": 7}}')
        os.environ["COLOUR"] = "blue"
        bind = "127.0.0.1:0"
        workers = 1 + 1
        threads = 3
        wsgi_app = "app:app"
        worker_tmp_dir = "/dev/shm"
        unknown = object()
        def when_ready(server):
            raise RuntimeError
        """);
    Junicorn server = start(Map.of("WEB_CONCURRENCY", "5", "PORT", "1"));
    assertThat(server.awaitReady(2).web().text("/")).isEqualTo("blue");
    assertThat(server.log()).contains("{\"settings\": {\"workers\": 7}}");
    assertThat(server.logText())
        .contains("gunicorn.conf.py was read; it sets bind, workers, threads, wsgi_app")
        .contains("2 workers (workers in gunicorn.conf.py:5)")
        .contains("3 threads in each worker (threads in gunicorn.conf.py:6)")
        .contains("worker_tmp_dir in gunicorn.conf.py:8 is gunicorn's; it is not needed")
        .contains("gunicorn.conf.py defines when_ready, which is not called");
    server.stop();
  }

  @Test
  void whatOutranksIt() throws IOException {
    file("conf/server.py", "bind = '127.0.0.1:1'\nworkers = 3\nthreads = 3\ntimeout = 3\n");
    Junicorn server =
        start(
            Map.of("GUNICORN_CMD_ARGS", "-c conf/server.py --threads 2 --bind 127.0.0.1:2"),
            "--bind",
            "127.0.0.1:0",
            "--workers=1",
            "app:app");
    server.awaitReady(1);
    assertThat(server.logText())
        .contains(
            "1 worker (--workers)", "2 threads in each worker (--threads in GUNICORN_CMD_ARGS)")
        .contains("conf/server.py was read; it sets bind, workers, threads, timeout");
    server.stop();
  }

  @Test
  void aModuleIsReadWithTheWorkingDirectoryOnItsPath() throws IOException {
    file("gunicorn.conf.py", "workers = 9");
    file("shop/__init__.py", "");
    file("shop/serving.py", "bind = ['127.0.0.1:0']\nworkers = 1\nthreads = 2\n");
    Junicorn server = start(Map.of(), "-c", "python:shop.serving", "app:app");
    server.awaitReady(1);
    assertThat(server.logText()).contains("1 worker (workers in python:shop.serving:2)");
    server.stop();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          workers = "three"  | junicorn: workers = "three" in gunicorn.conf.py:1: this is not a whole number.
          workers = {}["N"]  | cannot be executed: KeyError: 'N'
          workers = = 3      | SyntaxError
          import nowhere     | ModuleNotFoundError: No module named 'nowhere'
          raise SystemExit(0) | cannot be executed: it called sys.exit(0)
          daemon = True      | Start it from systemd
          """)
  void aFileThatCannotBeUsedStopsTheStart(String text, String said) throws IOException {
    file("gunicorn.conf.py", text);
    Junicorn server = start(Map.of(), "app:app");
    assertThat(server.awaitExit()).isEqualTo(CONFIG);
    assertThat(server.logText()).contains(said, "gunicorn.conf.py");
    assertThat(server.count(line -> line.startsWith("junicorn: "))).isEqualTo(1);
    server.assertLeftNothing();
  }

  @Test
  void aFileThatIsNotThereStopsTheStart() {
    Junicorn server = start(Map.of(), "-c", "nowhere.py", "app:app");
    assertThat(server.awaitExit()).isEqualTo(CONFIG);
    assertThat(server.logText())
        .contains(
            "junicorn: --config nowhere.py: there is no file " + folder.resolve("nowhere.py"));
  }

  @ParameterizedTest
  @CsvSource({"INT, --preload, " + STOPPED, "TERM, --check-config, " + CUT_SHORT})
  void aServerThatIsStoppedWhileItReadsLeavesNothing(String signal, String option, int code)
      throws IOException {
    file(
        "gunicorn.conf.py",
        """
        import subprocess, time
        subprocess.Popen(["sleep", "600"])
        print("it sleeps")
        time.sleep(600)
        """);
    Junicorn server = start(Map.of(), option, "app:app");
    server.awaitLine("^it sleeps$");
    server.signal(signal);
    assertThat(server.awaitExit()).isEqualTo(code);
    assertThat(server.logText())
        .contains("told to stop while this configuration file was executed");
    server.assertLeftNothing();
  }

  @Test
  void upReadsItAndPortOutranksItsBind() throws IOException {
    file("gunicorn.conf.py", "bind = '0.0.0.0:1'\nworkers = 2\n");
    Junicorn up =
        servers.run(
            Map.of("PORT", "0"), "up", folder.toString(), "--python", Junicorn.PYTHON, "-t", "9");
    up.awaitReady(2);
    assertThat(up.web().text("/")).isEqualTo("none");
    assertThat(up.logText())
        .contains("2 workers (workers in gunicorn.conf.py:2)")
        .contains("bind in gunicorn.conf.py:1 is passed over: PORT says where to listen");
    up.stop();
  }

  @Test
  void aStartupCommandMayLeaveEverythingToTheFile() throws IOException {
    file("conf.py", "bind = '127.0.0.1:0'\nworkers = 1\nthreads = 2\nwsgi_app = 'app:app'\n");
    Junicorn server =
        servers.run(
            Map.of("COLOUR", "green"),
            "up",
            folder.toString(),
            "--python",
            Junicorn.PYTHON,
            "--startup-command",
            "gunicorn -c conf.py");
    assertThat(server.awaitReady(1).web().text("/")).isEqualTo("green");
    assertThat(server.logText()).contains("1 worker (workers in conf.py:2)");
    server.stop();
  }
}
