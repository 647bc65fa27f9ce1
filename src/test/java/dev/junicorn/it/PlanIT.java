package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** {@code junicorn plan}: what it says, and that what it says can be run. */
class PlanIT {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PLANS = Junicorn.APPS.resolve("plans");

  @RegisterExtension final Servers servers = new Servers();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "single-file",
        "src-layout",
        "factory",
        "factory-called-in-wsgi-file",
        "django",
        "django-one-level-deep",
        "django-two-levels-deep",
        "django-root-wsgi-file",
        "django-settings-package",
        "folder-with-a-hyphen",
        "folder-with-odd-names",
        "app-file-beside-app-package",
        "callable-object",
        "flaskenv",
        "gunicorn-configuration",
        "wrapped-in-middleware"
      })
  void whatIsPlannedAnswers(String name) {
    Junicorn plan =
        plan("--json", "--workers", "1", "--threads", "2", PLANS.resolve(name).toString());
    assertThat(plan.awaitExit()).as(plan.logText()).isZero();
    List<String> words = new ArrayList<>();
    json(plan).path("start").path("command").forEach(word -> words.add(word.asString()));
    assertThat(words.removeFirst()).isEqualTo("junicorn");
    words.addAll(0, List.of("--bind", "127.0.0.1:0", "--python", Junicorn.PYTHON));
    // The request waits in the queue until the app is imported, however long that takes.
    Junicorn server = servers.run(Map.of(), words.toArray(String[]::new));
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    server.stop();
  }

  @Test
  void itSaysWhatAndWhyAndRunsNothing() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        from flask import Flask
        open("i-was-run", "w").close()
        app = Flask(__name__)
        api = Flask("api")
        """);
    Files.writeString(folder.resolve("json.py"), "raise SystemExit('imported')\n");
    Junicorn plan = plan("--sku", "b1", folder.toString());
    assertThat(plan.awaitExit()).isZero();
    assertThat(plan.logText())
        .contains(
            "Plan for " + folder,
            "App           app:app",
            "found in app.py:3 `app = Flask(__name__)`",
            "3 x 6 = 18 requests at once",
            "core from --sku B1",
            "with gunicorn: gunicorn --chdir " + folder + " --workers 3 --threads 6 app:app",
            "- app.py:4 `api = Flask(\"api\")`: app.py:3 `app = Flask(__name__)` comes first",
            "Nothing declares a dependency, and the app needs Flask");
    assertThat(folder).isDirectoryNotContaining("glob:**i-was-run");
    assertThat(folder).isDirectoryNotContaining("glob:**__pycache__");
  }

  @Test
  void sizesOfTheEnvironmentAreTheSameAsWhenItIsStarted() throws IOException {
    Map<String, String> environment =
        Map.of(
            "PYTHON_GUNICORN_CUSTOM_WORKER_NUM", "2",
            "PYTHON_GUNICORN_CUSTOM_THREAD_NUM", "4",
            "GUNICORN_CMD_ARGS", "--threads 3",
            "HOST", "127.0.0.1",
            "PORT", "0");
    assertPlannedAsStarted(environment, PLANS.resolve("plain-wsgi"));
    assertPlannedAsStarted(
        Map.of("PYTHON_ENABLE_GUNICORN_MULTIWORKERS", "no", "HOST", "127.0.0.1", "PORT", "0"),
        PLANS.resolve("plain-wsgi"));
  }

  @Test
  void sizesOfACommandAreTheSameAsWhenItIsStarted() throws IOException {
    assertPlannedAsStarted(
        Map.of(
            "STARTUP_COMMAND",
            "COLOUR=blue gunicorn -w 2 --bind 127.0.0.1:0 app:app",
            "GUNICORN_CMD_ARGS",
            "--workers 5 --threads 3"),
        PLANS.resolve("plain-wsgi"));
    Path folder = servers.temporaryFolder();
    Files.copy(PLANS.resolve("plain-wsgi/app.py"), folder.resolve("app.py"));
    Files.writeString(
        folder.resolve("Procfile"), "web: gunicorn --threads 2 --bind 127.0.0.1:0 app:app\n");
    assertPlannedAsStarted(Map.of("WEB_CONCURRENCY", "1"), folder);
  }

  private void assertPlannedAsStarted(Map<String, String> environment, Path folder) {
    String[] python = {"--python", Junicorn.PYTHON};
    Junicorn plan =
        servers.run(environment, "plan", "--json", python[0], python[1], folder.toString());
    assertThat(plan.awaitExit()).as(plan.logText()).isZero();
    List<String> sizes = new ArrayList<>();
    JsonNode size = json(plan).path("size");
    size.path("sentences").forEach(sentence -> sizes.add(sentence.asString()));
    Junicorn server = servers.run(environment, "up", python[0], python[1], folder.toString());
    server.awaitReady(size.path("workers").path("value").asInt());
    assertThat(server.logText()).contains(sizes);
    assertThat(sizes.getFirst()).doesNotContain("auto");
    server.stop();
  }

  @Test
  void aFolderWithoutAnAppIsExitCode4() {
    Junicorn plan = plan(PLANS.resolve("fastapi").toString());
    assertThat(plan.awaitExit()).isEqualTo(4);
    assertThat(plan.logText())
        .contains("what was found cannot be served", "it speaks ASGI (FastAPI)", "uvicorn");
  }

  @Test
  void whatCannotBeUsedIsExitCode1() {
    assertRefused(
        "there is no folder /does/not/exist. Name the folder that the app is in.",
        "/does/not/exist");
    assertRefused("junicorn plan --startup-command 'gunicorn app:app' [DIR]", "app:app");
    assertRefused("--sku Z9: there is no such size", "--sku", "Z9");
    assertRefused("--io-share 100: this is too large", "--io-share", "100");
    assertRefused("--python /nowhere: there is no such file", "--python", "/nowhere");
    assertRefused("junicorn plan --help shows how it is written", "--nonsense");
  }

  private void assertRefused(String message, String... arguments) {
    List<String> words = new ArrayList<>(List.of("plan"));
    words.addAll(List.of(arguments));
    Junicorn plan = servers.run(Map.of(), words.toArray(String[]::new));
    assertThat(plan.awaitExit()).isEqualTo(1);
    assertThat(plan.logText()).startsWith("junicorn: ").contains(message);
  }

  private Junicorn plan(String... arguments) {
    List<String> words = new ArrayList<>(List.of("plan", "--python", Junicorn.PYTHON));
    words.addAll(List.of(arguments));
    return servers.run(Map.of(), words.toArray(String[]::new));
  }

  private static JsonNode json(Junicorn plan) {
    return JSON.readTree(plan.logText());
  }
}
