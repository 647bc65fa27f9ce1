package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.build.Wheelhouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code junicorn up} without a startup command: the sample apps of the plans, found and served.
 */
class UpPlansIT {

  /** An environment in which Debian's Flask and Django count as installed. */
  @TempDir static Path template;

  @RegisterExtension final Servers servers = new Servers();

  @BeforeAll
  static void makeTheEnvironment() throws Exception {
    Process venv =
        new ProcessBuilder(
                Junicorn.PYTHON,
                "-m",
                "venv",
                "--system-site-packages",
                template.resolve("venv").toString())
            .inheritIO()
            .start();
    assertThat(venv.waitFor()).as("python3 -m venv").isZero();
  }

  private Path folderOf(String app) throws IOException {
    Path folder = servers.temporaryFolder().resolve("the app");
    copy(Junicorn.APPS.resolve("plans").resolve(app), folder);
    copy(template.resolve("venv"), folder.resolve(".venv"));
    return folder;
  }

  private Junicorn up(Path folder, Map<String, String> environment, String... more) {
    String[] fixed = {"up", folder.toString(), "--bind", "127.0.0.1:0", "--workers=1", "--offline"};
    return servers.run(
        environment, Stream.concat(Stream.of(fixed), Stream.of(more)).toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "single-file",
        "package",
        "factory",
        "django",
        "django-one-level-deep",
        "django-among-other-wsgi-files",
        "application-object",
        "main-file",
        "server-object",
        "flask-in-a-wsgi-file",
        "flask-app-variable",
        "flaskenv",
        "folder-with-a-hyphen",
        "plain-wsgi",
        "procfile",
      })
  void anAppThatIsFoundIsServed(String app) throws IOException {
    Junicorn server =
        up(folderOf(app), Map.of("FLASK_APP", app.equals("flask-app-variable") ? "hello.py" : ""));
    server.awaitReady(1);
    assertThat(server.web().get("/").statusCode()).isEqualTo(200);
    server.stop();
  }

  @Test
  void theAppRunsInTheEnvironmentThatTheNamedPythonMakes() throws IOException {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("app.py"),
        """
        import spam
        def app(environ, start_response):
            start_response("200 OK", [])
            return [spam.__file__.encode()]
        """);
    Files.writeString(folder.resolve("requirements.txt"), "spam==1.0\n");
    Path wheels = folder.resolve("wheels");
    new Wheelhouse(wheels).wheel("spam", "1.0");
    String[] options = {"--python", Junicorn.PYTHON, "--find-links", wheels.toString()};
    Junicorn found = up(folder, Map.of(), options);
    assertThat(found.awaitReady(1).web().text("/")).contains("/.junicorn/environments/");
    assertThat(found.logText()).contains("Python is " + folder);
    found.stop();
    Junicorn commanded =
        up(folder, Map.of("STARTUP_COMMAND", "gunicorn --threads 2 app:app"), options);
    assertThat(commanded.awaitReady(1).web().text("/")).contains("/.junicorn/environments/");
    assertThat(commanded.logText()).contains("junicorn: nothing to build in");
    commanded.stop();
    Junicorn plan = servers.run(Map.of(), "plan", "--python", Junicorn.PYTHON, folder.toString());
    assertThat(plan.awaitExit()).isZero();
    assertThat(plan.logText())
        .contains("Build         nothing to do", "it is there; unchanged since the last build:")
        .doesNotContain("none is there yet", "pip install");
  }

  @Test
  void whatIsBuiltIsNotBuiltAgain() throws IOException {
    Path folder = folderOf("single-file");
    Junicorn first = up(folder, Map.of());
    first.awaitReady(1).stop();
    assertThat(first.logText()).contains("junicorn: built in " + folder.resolve(".venv"));
    Junicorn second = up(folder, Map.of());
    second.awaitReady(1).stop();
    assertThat(second.logText()).contains("junicorn: nothing to build in").doesNotContain("[1/");
  }

  @Test
  void whatOryxHasPackedIsUnpackedAndServed() throws Exception {
    Path folder = servers.temporaryFolder();
    Files.writeString(
        folder.resolve("oryx-manifest.toml"),
        "PythonVersion=\"3.11.2\"\nCompressDestinationDir=\"true\"\n");
    Path app = Junicorn.APPS.resolve("plans/plain-wsgi");
    String archive = folder.resolve("output.tar.gz").toString();
    Process tar =
        new ProcessBuilder("tar", "-czf", archive, "-C", app.toString(), ".").inheritIO().start();
    assertThat(tar.waitFor()).isZero();
    Junicorn server = up(folder, Map.of(), "--python", Junicorn.PYTHON);
    assertThat(server.awaitReady(1).web().get("/").statusCode()).isEqualTo(200);
    server.stop();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path source : all.toList()) {
        Files.copy(
            source,
            to.resolve(from.relativize(source).toString()),
            LinkOption.NOFOLLOW_LINKS,
            StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
