package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code junicorn up} with a startup command: understood, or run as it is. */
class UpIT {

  private static final int TERMINATED = 128 + 15;

  @RegisterExtension final Servers servers = new Servers();

  private Junicorn up(Map<String, String> environment, Path folder, String... arguments) {
    List<String> all = new ArrayList<>(List.of("up", folder.toString()));
    all.addAll(List.of("--python", Junicorn.PYTHON));
    all.addAll(List.of(arguments));
    return servers.run(environment, all.toArray(String[]::new));
  }

  private static Path hello() {
    return Junicorn.APPS.resolve("hello");
  }

  @Test
  void gunicornsLineServesAsManyRequestsAtOnceAsItSays() {
    Junicorn server =
        up(
            Map.of("PORT", "0"),
            hello(),
            "--startup-command",
            "gunicorn --bind=127.0.0.1:$PORT --timeout 600 --threads 6 --workers 3 app:app");
    server.awaitReady(3);
    Web web = server.web();
    Gate gate = servers.gate();
    List<CompletableFuture<Integer>> all =
        Stream.generate(() -> web.statusLater(gate.path())).limit(18).toList();
    gate.awaitArrivals(18);
    gate.open();
    assertThat(all).allSatisfy(status -> assertThat(status.join()).isEqualTo(200));
    assertThat(server.logText())
        .contains("Startup command (--startup-command): gunicorn --bind=127.0.0.1:$PORT")
        .contains("It is gunicorn's, and served here with the same options")
        .contains("3 workers (--workers in the startup command)")
        .contains("6 threads in each worker (--threads in the startup command)");
    server.stop();
  }

  @Test
  void whatTheUserSaysOutranksTheCommandAndTheCommandItsVariables() {
    Junicorn server =
        up(
            Map.of(
                "STARTUP_COMMAND",
                "COLOUR=blue exec python3 -m gunicorn -w 2 --threads 3 'app:app'",
                "GUNICORN_CMD_ARGS",
                "--workers 5 --threads 5 --graceful-timeout 7 --bind 127.0.0.1:0"),
            hello(),
            "--threads",
            "1");
    server.awaitReady(2);
    assertThat(server.logText())
        .contains("2 workers (--workers in the startup command)", "1 thread in each worker (--th")
        .contains("Python is /usr/bin/python3 (--python)");
    server.stop();
  }

  @Test
  void theVariablesOfTheCommandReachTheApp() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        import os
        def app(environ, start_response):
            start_response("200 OK", [])
            return [os.environ["COLOUR"].encode()]
        """);
    Files.writeString(
        folder.resolve("startup.txt"),
        "# first line\r\nCOLOUR='light blue' gunicorn \\\r\n  -b 127.0.0.1:0 app:app\r\n");
    Junicorn server = up(Map.of("STARTUP_COMMAND", "startup.txt"), folder);
    assertThat(server.awaitReady(1).web().text("/")).isEqualTo("light blue");
    assertThat(server.logText()).contains("Startup command (startup.txt (STARTUP_COMMAND))");
    server.stop();
  }

  @Test
  void anotherCommandIsRunAsItIsAndGetsTheSignals() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("startup.sh"),
        """
        #!/bin/bash\r
        echo "port $PORT, app $APP_PATH, arguments $0"\r
        sh -c 'trap "echo finished; exit" TERM; echo waits; while :; do sleep 0.1; done' & wait\r
        """);
    Junicorn server = up(Map.of("PORT", "7777"), folder, "--startup-command", "startup.sh");
    server.awaitLine("^waits$");
    assertThat(server.logText())
        .contains("run as it is, because it has an expansion that only a shell knows")
        .contains("port 7777, app " + folder + ", arguments " + folder.resolve("startup.sh"));
    server.signal("TERM");
    assertThat(server.awaitExit()).isEqualTo(TERMINATED);
    assertThat(server.log()).contains("finished");
    server.assertLeftNothing();
  }

  @Test
  void theExitCodeOfACommandIsPassedOn() {
    Junicorn server = up(Map.of(), hello(), "--startup-command", "echo out; exit 9");
    assertThat(server.awaitExit()).isEqualTo(9);
    assertThat(server.log()).contains("out");
  }

  @Test
  void aCommandBeforeTheServerThatFailsStopsTheStart() {
    Junicorn fails =
        up(
            Map.of("PRE_RUN_COMMAND", "echo \"port is $PORT\"; exit 5"),
            hello(),
            "--startup-command",
            "echo never");
    assertThat(fails.awaitExit()).isEqualTo(1);
    assertThat(fails.log()).contains("port is 8000").doesNotContain("never");
    assertThat(fails.logText()).contains("PRE_RUN_COMMAND failed with exit code 5");
    Junicorn works =
        up(Map.of("PRE_RUN_COMMAND", "pwd"), hello(), "--startup-command", "echo then");
    assertThat(works.awaitExit()).isZero();
    assertThat(works.log()).containsSubsequence(hello().toString(), "then");
  }

  @Test
  void whatCannotBeHonouredIsRefused() {
    Junicorn idle = up(Map.of(), hello(), "--workers", "3", "--startup-command", "a | b");
    assertThat(idle.awaitExit()).isEqualTo(1);
    assertThat(idle.logText()).contains("--workers", "it has a pipe", "no option reaches it");
    Junicorn foreign = up(Map.of(), hello(), "--startup-command", "gunicorn -D app:app");
    assertThat(foreign.awaitExit()).isEqualTo(1);
    assertThat(foreign.logText()).contains("-D in the startup command", "sh -c '...'");
    Junicorn nothing = up(Map.of(), hello(), "--startup-command", "# gunicorn app:app");
    assertThat(nothing.awaitExit()).isEqualTo(1);
    assertThat(nothing.logText()).contains("there is no command in it");
  }

  @Test
  void aFolderWithoutPythonGetsAFriendlyPage() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(folder.resolve("package.json"), "{}");
    Junicorn server = up(Map.of(), folder, "--bind", "127.0.0.1:0");
    server.awaitReady(1);
    assertThat(server.web().text("/")).contains("Your app is not here yet", "Flask(__name__)");
    assertThat(server.web().get("/other").statusCode()).isEqualTo(404);
    assertThat(server.logText())
        .contains("[INFO] No app: There is no Python file in the folder.")
        .doesNotContain("[WARNING]");
    server.stop();
  }

  @Test
  void aFolderInWhichNoAppIsFoundIsNeverWell() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(folder.resolve("main.py"), "from fastapi import FastAPI\napi = FastAPI()\n");
    Junicorn server = up(Map.of(), folder, "--bind", "127.0.0.1:0");
    server.awaitReady(1);
    for (String path : List.of("/", "/health")) {
      assertThat(server.web().get(path).statusCode()).as(path).isEqualTo(503);
    }
    assertThat(Web.text(server.web().get("/"))).contains("No app was found").doesNotContain("ASGI");
    assertThat(server.logText())
        .contains("Rejected: main.py:2", "ASGI")
        .contains("[WARNING] What was found cannot be served: it is no WSGI app.")
        .contains("[WARNING] Every request is answered with 503");
    server.stop();
    Junicorn open = up(Map.of(), folder, "--bind=127.0.0.1:0", "--debug-errors", "--workers=2");
    assertThat(Web.text(open.awaitReady(2).web().get("/"))).contains("main.py:2", "ASGI");
    assertThat(open.logText()).contains("2 workers (--workers)", "restart the server");
    open.stop();
  }

  @Test
  void theSettingsOfAppServiceCountForAnAppThatIsFound() {
    Junicorn server =
        up(
            Map.of(
                "PYTHON_GUNICORN_CUSTOM_WORKER_NUM", "2",
                "PYTHON_GUNICORN_CUSTOM_THREAD_NUM", "4",
                "GUNICORN_CMD_ARGS", "--threads 3",
                "HOST", "127.0.0.1",
                "PORT", "0"),
            Junicorn.APPS.resolve("plans/plain-wsgi"));
    server.awaitReady(2);
    assertThat(server.logText())
        .contains("2 workers (--workers in PYTHON_GUNICORN_CUSTOM_WORKER_NUM)")
        .contains("3 threads in each worker (--threads in GUNICORN_CMD_ARGS)")
        .contains("Listening at: http://127.0.0.1:");
    server.stop();
  }
}
