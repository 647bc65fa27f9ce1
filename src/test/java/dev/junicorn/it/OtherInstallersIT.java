package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.junicorn.build.Wheelhouse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code junicorn build} with the lock files of poetry, pdm and pipenv: these tools for real, from
 * Debian, against an index on the loopback.
 */
class OtherInstallersIT {

  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path temporary;
  private Path app = Path.of("");
  private Path wheels = Path.of("");
  private final HttpServer index = server();

  @BeforeEach
  void anAppAndAnIndex() throws IOException {
    app = Files.createDirectory(temporary.resolve("my app"));
    wheels = temporary.resolve("wheels");
    new Wheelhouse(wheels).wheel("spam", "1.0").wheel("spam", "2.0");
    file("app.py", "import spam\n\ndef app(environ, start_response): pass\n");
    index.createContext("/", this::answer);
    index.start();
  }

  @AfterEach
  void end() {
    index.stop(0);
  }

  @Test
  void poetryInstallsWhatItsLockSays() throws Exception {
    file(
        "pyproject.toml",
        """
        [tool.poetry]
        name = "shop"
        version = "0.1.0"
        description = ""
        authors = ["A <a@example.org>"]
        [tool.poetry.dependencies]
        python = "^3.8"
        spam = "1.0"
        [[tool.poetry.source]]
        name = "here"
        url = "%s"
        default = true
        """
            .formatted(address()));
    run("poetry", "lock");
    buildsWithSpamOne("poetry install");
  }

  @Test
  void pdmInstallsWhatItsLockSays() throws Exception {
    file(
        "pyproject.toml",
        """
        [project]
        name = "shop"
        version = "0.1.0"
        requires-python = ">=3.8"
        dependencies = ["spam==1.0"]
        [[tool.pdm.source]]
        name = "pypi"
        url = "%s"
        """
            .formatted(address()));
    run("pdm", "lock");
    // It makes an environment to look around in, which would be taken for the user's own.
    run("rm", "-r", ".venv");
    buildsWithSpamOne("pdm sync");
  }

  @Test
  void pipenvInstallsWhatItsLockSays() throws Exception {
    file(
        "Pipfile",
        """
        [[source]]
        url = "%s"
        verify_ssl = false
        name = "here"
        [packages]
        spam = "==1.0"
        """
            .formatted(address()));
    run("pipenv", "--python", Junicorn.PYTHON, "lock");
    buildsWithSpamOne("pipenv sync");
  }

  private void buildsWithSpamOne(String command) throws Exception {
    String said = run("./junicorn", "build", "--python", Junicorn.PYTHON, app.toString());
    assertThat(said).contains("install: " + command).contains("junicorn: built in");
    assertThat(
            run(
                app.resolve("antenv/bin/python").toString(),
                "-c",
                "import spam; print('spam is', spam.VERSION, spam.__file__)"))
        .contains("spam is 1.0")
        .contains(app.resolve("antenv").toString());
  }

  private String run(String... words) throws Exception {
    Path output = Files.createTempFile(temporary, "output", "");
    List<String> command = new ArrayList<>(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    if (!words[0].startsWith(".")) {
      builder.directory(app.toFile());
    }
    builder.environment().keySet().removeIf(OtherInstallersIT::isSetting);
    builder.environment().put("PIP_CONFIG_FILE", "/dev/null");
    builder.environment().put("PDM_CHECK_UPDATE", "0");
    builder.environment().put("HOME", temporary.toString());
    // The tools are Debian's, for Debian's interpreter.
    builder.environment().put("PATH", "/usr/bin:/bin");
    Process process = builder.redirectOutput(output.toFile()).start();
    boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    String said = Files.readString(output);
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said;
  }

  private static boolean isSetting(String name) {
    return name.equals("VIRTUAL_ENV")
        || List.of("PIP_", "PYTHON", "POETRY_", "PDM_", "PIPENV_", "PYENV_").stream()
            .anyMatch(name::startsWith);
  }

  private void file(String name, String text) throws IOException {
    Files.writeString(app.resolve(name), text);
  }

  private String address() {
    return "http://127.0.0.1:" + index.getAddress().getPort() + "/";
  }

  private static HttpServer server() {
    try {
      return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** A simple index (PEP 503) of one project. */
  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    Path wheel = wheels.resolve(name);
    byte[] body;
    if (!name.isEmpty() && Files.isRegularFile(wheel)) {
      body = Files.readAllBytes(wheel);
      exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
    } else if (path.startsWith("/spam")) {
      body = links().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "text/html");
    } else {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    exchange.sendResponseHeaders(200, body.length);
    try (var out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  private String links() throws IOException {
    StringBuilder page = new StringBuilder("<!doctype html>\n");
    try (var files = Files.list(wheels)) {
      files
          .map(file -> file.getFileName().toString())
          .sorted()
          .forEach(name -> page.append("<a href=\"/spam/%s\">%s</a>\n".formatted(name, name)));
    }
    return page.toString();
  }
}
