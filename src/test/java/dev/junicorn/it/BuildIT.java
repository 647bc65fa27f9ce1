package dev.junicorn.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.build.Wheelhouse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code junicorn build}, from the command line. */
class BuildIT {

  /** A whole build takes half a minute on a machine that does other things, too. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  private static final Map<String, String> NEVER_ENDS =
      Map.of("POST_BUILD_COMMAND", "echo $$ > started; exec sleep 1000");

  @TempDir Path temporary;
  private Path app = Path.of("");
  private Path wheels = Path.of("");

  @BeforeEach
  void folders() throws IOException {
    app = Files.createDirectory(temporary.resolve("my app"));
    wheels = temporary.resolve("wheels");
    new Wheelhouse(wheels).wheel("spam", "1.0");
    Files.writeString(app.resolve("app.py"), "def app(environ, start_response): pass\n");
  }

  private record Ended(int code, String output) {}

  private Process start(Map<String, String> variables, String... options) throws IOException {
    List<String> words = new ArrayList<>(Proc.HEARS_INTERRUPTS);
    words.addAll(List.of("./junicorn", "build", app.toString()));
    words.addAll(List.of("--offline", "--find-links", wheels.toString()));
    words.addAll(List.of(options));
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().remove("VIRTUAL_ENV");
    builder.environment().put("PIP_CONFIG_FILE", "/dev/null");
    builder.environment().put("PIP_NO_WARN_CONFLICTS", "1");
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().putAll(variables);
    return builder.redirectOutput(temporary.resolve("output").toFile()).start();
  }

  private Ended build(Map<String, String> variables, String... options) throws Exception {
    Process process = start(variables, options);
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    return new Ended(process.exitValue(), output());
  }

  private String output() throws IOException {
    return Files.readString(temporary.resolve("output"));
  }

  /** Waits until the step that never ends runs, and the build has noted that; its pid. */
  private long awaitLastStep() {
    Path started = app.resolve("started");
    Await.until("the last step runs", PATIENCE, () -> !Proc.read(started).isBlank());
    long step = Long.parseLong(Proc.read(started).strip());
    Path note = app.resolve(".junicorn/running-step");
    Await.until("that is noted", () -> Proc.read(note).startsWith(step + " "));
    return step;
  }

  /** An environment that sees Debian's packages, and so needs no network for Django. */
  private void ownEnvironment() throws Exception {
    List<String> words = new ArrayList<>(List.of(Junicorn.PYTHON, "-m", "venv"));
    words.addAll(List.of("--system-site-packages", "--without-pip"));
    words.add(app.resolve(".venv").toString());
    assertThat(new ProcessBuilder(words).start().waitFor()).isZero();
  }

  @Test
  void aKilledBuildIsDoneAgain() throws Exception {
    Files.writeString(app.resolve("requirements.txt"), "spam==1.0\n");
    Process killed = start(NEVER_ENDS, "--python", Junicorn.PYTHON);
    long step = awaitLastStep();
    Proc.signal("KILL", killed.pid());
    assertThat(killed.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(app.resolve("antenv")).as("what is not complete").doesNotExist();

    Ended again = build(Map.of(), "--python", Junicorn.PYTHON);
    assertThat(again.code()).as(again.output()).isZero();
    assertThat(again.output())
        .contains("ended a step that a killed build had left running (pid " + step + ")")
        .contains("building: there is no complete build here yet.")
        .contains("built in ");
    Await.until("what was left running has ended", () -> !Proc.isAlive(step));
    assertThat(app.resolve("antenv/bin/python")).isExecutable();

    Ended unchanged = build(Map.of(), "--python", Junicorn.PYTHON);
    assertThat(unchanged.output()).contains("nothing to build", "Found in ");
  }

  @Test
  void anInterruptedBuildSaysWhatIsUsed() throws Exception {
    ownEnvironment();
    Files.writeString(app.resolve("requirements.txt"), "spam==1.0\n");
    Process process = start(NEVER_ENDS);
    awaitLastStep();
    Proc.signal("INT", process.pid());
    assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(128 + 2);
    assertThat(output())
        .contains("Interrupted: " + app.resolve(".venv") + " may be incomplete.")
        .doesNotContain("the build failed");
  }

  @Test
  void aBrokenRequirementIsNamedAndTheExitCodeIsNotZero() throws Exception {
    ownEnvironment();
    Files.writeString(app.resolve("requirements.txt"), "spam==1.0\nmissing-one==7\n");
    Ended ended = build(Map.of());
    assertThat(ended.code()).isEqualTo(5);
    assertThat(ended.output())
        .contains("junicorn: the build failed. The step install (")
        .contains("requirements.txt line 2: \"missing-one==7\"")
        .contains("What to do: --offline looks at no index, only in --find-links " + wheels);
  }

  @Test
  void collectsStaticFilesAgainWhereOneHasChanged() throws Exception {
    copy(Junicorn.APPS.resolve("collects-static"), app);
    Files.delete(app.resolve("app.py"));
    ownEnvironment();
    Ended first = build(Map.of());
    assertThat(first.code()).as(first.output()).isZero();
    Path collected = app.resolve("collected/style.css");
    assertThat(collected).content().contains("black");
    assertThat(build(Map.of()).output()).contains("nothing to build");

    Path style = app.resolve("pages/static/style.css");
    Files.writeString(style, "body { color: white; }\n");
    // Django copies what is newer than its copy, by whole seconds.
    Files.setLastModifiedTime(style, FileTime.from(Instant.now().plusSeconds(2)));
    Ended second = build(Map.of());
    assertThat(second.output())
        .contains("changed since the last build: the app's source.")
        .doesNotContain("] install:");
    assertThat(collected).content().contains("white");
    assertThat(build(Map.of()).output()).contains("nothing to build");
  }

  @Test
  void saysWhereThereIsNothingToInstall() throws Exception {
    Ended ended = build(Map.of(), "--python", Junicorn.PYTHON);
    assertThat(ended.code()).isZero();
    assertThat(ended.output()).contains("Nothing to install");
  }

  @Test
  void takesWhatOryxHasBuilt() throws Exception {
    ownEnvironment();
    Files.move(app.resolve(".venv"), app.resolve("antenv"));
    Files.writeString(app.resolve("requirements.txt"), "not-on-this-disk\n");
    Files.writeString(app.resolve("oryx-manifest.toml"), "virtualEnvName=\"antenv\"\n");
    Ended ended = build(Map.of());
    assertThat(ended.code()).as(ended.output()).isZero();
    assertThat(ended.output()).contains("Oryx has built it");
  }

  @Test
  void aFolderThatIsNotThereIsRefused() throws Exception {
    app = temporary.resolve("nowhere");
    Ended ended = build(Map.of());
    assertThat(ended.code()).isEqualTo(1);
    assertThat(ended.output()).contains("there is no such folder");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}
