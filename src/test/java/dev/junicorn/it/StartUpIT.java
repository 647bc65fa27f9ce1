package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is said, and what is left, when a server cannot start; and what happens while it does. */
class StartUpIT {

  private static final int CONFIG = 1;
  private static final int WORKER_BOOT = 3;
  private static final int APP_LOAD = 4;

  @RegisterExtension final Servers servers = new Servers();

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource
  void anAppThatCannotBeServedIsRefusedWithOneClearMessage(
      String folder, String app, List<String> said) {
    Junicorn server =
        servers.launch(Junicorn.APPS.resolve(folder), app, Map.of(), "--workers", "3");
    assertThat(server.awaitExit()).isEqualTo(APP_LOAD);
    assertThat(server.count(line -> line.contains(" started with pid ")))
        .as("workers: none is tried again")
        .isLessThanOrEqualTo(3);
    assertThat(server.logText()).contains(said);
    assertThat(server.count(line -> line.contains("[ERROR]"))).as("messages").isEqualTo(1);
    assertThat(server.count(line -> line.contains("[WARNING]"))).as("beside it").isZero();
    server.assertLeftNothing();
  }

  static Stream<Arguments> anAppThatCannotBeServedIsRefusedWithOneClearMessage() {
    return Stream.of(
        Arguments.of(
            "fails-at-import",
            "app:app",
            List.of("KeyError: 'DATABASE_URL'", "in connect", "in read_settings", "Traceback")),
        Arguments.of("syntax-error", "app:app", List.of("SyntaxError", "app.py", "line 4")),
        Arguments.of("missing-object", "app:app", List.of("has no 'app'", "app:application")),
        Arguments.of(
            "missing-dependency",
            "app:app",
            List.of("a_package_nobody_installed", "app.py, line 3", "requirements")),
        Arguments.of("not-callable", "app:app", List.of("app:app is not callable", "dict")),
        Arguments.of("asgi", "app:app", List.of("is an ASGI app", "a2wsgi")),
        Arguments.of(
            "monkey-patched",
            "app:app",
            List.of("has replaced Python's threads by those of app", "--threads 1")),
        Arguments.of("exits-at-import", "app:app", List.of("sys.exit(0)", "line 7", "__main__")),
        Arguments.of("hello", "nowhere:app", List.of("No module named 'nowhere'", "app.py")),
        Arguments.of("hello", "app", List.of("has no 'application'", "app:app")),
        Arguments.of("factory", "app:broken_factory()", List.of("the factory failed on purpose")),
        Arguments.of("factory", "app:factory_of_nothing()", List.of("returned None")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void aWrongSettingIsRefusedWithOneClearMessage(List<String> arguments, List<String> said) {
    Junicorn server = servers.run(Map.of(), arguments.toArray(String[]::new));
    assertThat(server.awaitExit()).isEqualTo(CONFIG);
    assertThat(server.logText()).contains(said).doesNotContain("Exception", "\tat ");
    server.assertLeftNothing();
  }

  static Stream<Arguments> aWrongSettingIsRefusedWithOneClearMessage() {
    return Stream.of(
        Arguments.of(List.of(), List.of("which app?")),
        Arguments.of(List.of("--wrokers", "3", "app:app"), List.of("--wrokers", "--workers")),
        Arguments.of(List.of("--workers", "many", "app:app"), List.of("--workers many")),
        Arguments.of(
            List.of("--chdir", Junicorn.APPS.resolve("hello").toString(), "app.py"),
            List.of("APP app.py", "Write app:app")),
        Arguments.of(List.of("--workers", "0", "app:app"), List.of("--workers 0")),
        Arguments.of(List.of("--bind", "127.0.0.1:port", "app:app"), List.of("127.0.0.1:port")),
        Arguments.of(List.of("--bind", "127.0.0.1:99999", "app:app"), List.of("99999")),
        Arguments.of(List.of("--chdir", "/nowhere", "app:app"), List.of("/nowhere")),
        Arguments.of(
            List.of("--python", "/nowhere/python", "app:app"),
            List.of("--python /nowhere/python", "no such file")),
        Arguments.of(List.of("--log-level", "loud", "app:app"), List.of("loud", "warning")));
  }

  @Test
  void anOccupiedPortIsNamed() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String address = "127.0.0.1:" + other.getLocalPort();
      Junicorn server = servers.launch("hello", "--bind", address);
      assertThat(server.awaitExit()).isEqualTo(CONFIG);
      assertThat(server.logText()).contains(address, "--bind", "in use");
      server.assertLeftNothing();
    }
  }

  @Test
  void anAddressOfAnotherMachineIsNamed() {
    Junicorn server = servers.launch("hello", "--bind", "192.0.2.1:8000");
    assertThat(server.awaitExit()).isEqualTo(CONFIG);
    assertThat(server.logText()).contains("192.0.2.1:8000", "--bind");
    server.assertLeftNothing();
  }

  @Test
  void anInterpreterThatIsNoneIsNamed() {
    Junicorn server = servers.launch("hello", "--python", "/bin/true");
    assertThat(server.awaitExit()).isEqualTo(WORKER_BOOT);
    assertThat(server.logText()).contains("/bin/true");
    server.assertLeftNothing();
  }

  @Test
  void anAppThatEndsItsProcessWhileItIsImportedIsRefused() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(folder.resolve("app.py"), "import os\nos._exit(9)\n");
    Junicorn server = servers.launch(folder, "app:app", Map.of(), "--workers", "2");
    assertThat(server.awaitExit()).isEqualTo(WORKER_BOOT);
    assertThat(server.logText()).contains("ended while it imported the app", "exit code 9");
    server.assertLeftNothing();
  }

  @Test
  void aWorkerThatCannotImportTheAppBesideAnotherIsReplacedWhenThatOneServes() throws IOException {
    Path folder = servers.temporaryFolder();
    Junicorn server =
        servers.launch(
            Junicorn.APPS.resolve("makes-what-is-missing"),
            "app:app",
            Map.of("MAKES_IN", folder.toString()),
            "--workers",
            "2");
    server.awaitReady(2);
    assertThat(server.web().text("/")).isEqualTo("made\n");
    assertThat(server.count(line -> line.contains("[ERROR] FileExistsError"))).isEqualTo(1);
    server.stop();
  }

  @Test
  void requestsThatArriveDuringTheImportWaitAndAreAnswered() {
    Gate gate = servers.gate();
    Junicorn server =
        servers.launch(
            Junicorn.APPS.resolve("slow-import"),
            "app:app",
            Map.of("IMPORT_GATE", gate.folder().toString()),
            "--workers",
            "2");
    Web web = server.web();
    List<CompletableFuture<Integer>> statuses =
        Stream.generate(() -> web.statusLater("/")).limit(30).toList();
    server.awaitRequests(30);
    assertThat(server.readyWorkers()).as("ready workers").isEmpty();
    gate.open();
    assertThat(statuses).allSatisfy(status -> assertThat(status.join()).isEqualTo(200));
    server.stop();
  }

  @Test
  void aServerThatIsToldToStopDuringTheImportStops() {
    Junicorn server =
        servers.launch(
            Junicorn.APPS.resolve("slow-import"), "app:app", Map.of("IMPORT_SECONDS", "60"));
    server.awaitLine("Worker 1 started");
    server.stop();
  }

  @Test
  void factoriesAreCalledWithTheirArguments() {
    Junicorn plain = servers.launch(Junicorn.APPS.resolve("factory"), "app:create_app()", Map.of());
    assertThat(plain.awaitReady(1).web().text("/")).isEqualTo("hello debug=False\n");
    Junicorn shop =
        servers.launch(
            Junicorn.APPS.resolve("factory"), "app:create_app('shop', debug=True)", Map.of());
    assertThat(shop.awaitReady(1).web().text("/")).isEqualTo("shop debug=True\n");
  }

  @Test
  void whatTheServerDecidedIsSaidWithItsReasonAndNumbers() {
    Junicorn server =
        servers.launch(
            Junicorn.APPS.resolve("hello"),
            "app:app",
            Map.of("WEB_CONCURRENCY", "2", "GUNICORN_CMD_ARGS", "--thread 3 --name 'a b'"));
    server.awaitReady(2);
    assertThat(server.logText())
        .contains("2 workers (WEB_CONCURRENCY)", "3 threads in each worker (", "GUNICORN_CMD_ARGS")
        .contains("2 x 3 = 6 requests at once");
    server.stop();
  }

  @Test
  void theAppGetsTheEnvironmentAndThePathsItIsToHave() throws IOException {
    Path more = servers.temporaryFolder();
    Files.writeString(more.resolve("shop_settings.py"), "NAME = 'shop'\n");
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("site.py"), "raise AssertionError('a module of the standard library')\n");
    Files.writeString(
        folder.resolve("application_module.py"),
        """
        import os, shop_settings
        body = (shop_settings.NAME + " " + os.environ["COLOUR"] + " " + os.getcwd()).encode()

        def application(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [body]
        """);
    Junicorn server =
        servers.launch(
            folder,
            "application_module",
            Map.of(),
            "--env",
            "COLOUR=light blue=grey",
            "--pythonpath",
            more.toString());
    assertThat(server.awaitReady(1).web().text("/")).isEqualTo("shop light blue=grey " + folder);
  }

  /** gunicorn and mod_wsgi tell apps as well that they are served; web.py debugs without it. */
  @Test
  void theEnvironmentOfTheAppNamesItsServer() throws IOException {
    Path folder = Files.createDirectory(servers.temporaryFolder().resolve("asks"));
    Files.writeString(
        folder.resolve("app.py"),
        """
        import os
        body = os.environ["SERVER_SOFTWARE"].encode()

        def app(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [body + b" " + environ["SERVER_SOFTWARE"].encode()]
        """);
    Junicorn server = servers.launch(folder, "app:app", Map.of());
    assertThat(server.awaitReady(1).web().text("/")).isEqualTo("junicorn junicorn");
    Junicorn other =
        servers.launch(folder, "app:app", Map.of(), "--env", "SERVER_SOFTWARE=gunicorn/26.0");
    assertThat(other.awaitReady(1).web().text("/")).isEqualTo("gunicorn/26.0 junicorn");
  }
}
