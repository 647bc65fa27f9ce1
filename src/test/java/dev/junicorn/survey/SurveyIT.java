package dev.junicorn.survey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Sourced;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which interpreter is taken where an environment is there and another version is wanted. */
class SurveyIT {

  @TempDir Path temporary;
  private Path app = Path.of("");
  private Path programs = Path.of("");

  @BeforeEach
  void anAppThatWantsAVersion() throws IOException {
    app = Files.createDirectory(temporary.resolve("app"));
    programs = Files.createDirectory(temporary.resolve("bin"));
    Files.writeString(app.resolve("app.py"), "def app(environ, start_response): pass\n");
    Files.writeString(app.resolve("requirements.txt"), "spam\n");
    Files.writeString(app.resolve(".python-version"), "3.20\n");
    Files.createSymbolicLink(programs.resolve("python3"), Plans.PYTHON);
    // No such version exists yet: Debian's, which says so when it is asked.
    Path newer = programs.resolve("python3.20");
    Files.writeString(
        newer,
        """
        #!/bin/sh
        case "$*" in
          *version_info*) printf 3.20.1 ;;
          *) exec %s "$@" ;;
        esac
        """
            .formatted(Plans.PYTHON));
    Files.setPosixFilePermissions(newer, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void environment(Path folder) throws Exception {
    Process venv =
        new ProcessBuilder(
                Plans.PYTHON.toString(), "-m", "venv", "--without-pip", folder.toString())
            .start();
    assertThat(venv.waitFor()).isZero();
  }

  private AppPlan plan() {
    return Survey.plan(Plans.request(app, Map.of("PATH", programs.toString())));
  }

  @Test
  void anEnvironmentThatWasBuiltIsBuiltAgainWithTheVersionThatIsWantedNow() throws Exception {
    Path place = Files.createDirectories(app.resolve(".junicorn/environments")).resolve("made");
    environment(place);
    Files.createSymbolicLink(app.resolve("antenv"), app.relativize(place));
    AppPlan.Interpreter interpreter = plan().interpreter();
    assertThat(interpreter.found()).contains("3.20.1");
    assertThat(interpreter.path().orElseThrow().value()).isEqualTo(programs.resolve("python3.20"));
    assertThat(interpreter.fits()).isTrue();
    assertThat(plan().warnings()).isEmpty();
  }

  @Test
  void theUsersOwnEnvironmentStaysAndIsWarnedOf() throws Exception {
    environment(app.resolve("antenv"));
    AppPlan plan = plan();
    assertThat(plan.interpreter().path().orElseThrow().value())
        .isEqualTo(app.resolve("antenv/bin/python"));
    assertThat(plan.interpreter().fits()).isFalse();
    assertThat(plan.warnings())
        .singleElement()
        .asString()
        .contains("Python 3.20 is wanted (.python-version)", "Make the environment again");
  }

  /** As on App Service, where the build has put it elsewhere. */
  @Test
  void aLinkToTheUsersOwnEnvironmentIsThatEnvironment() throws Exception {
    Files.delete(app.resolve(".python-version"));
    environment(programs.resolve("own"));
    Files.createSymbolicLink(app.resolve("antenv"), programs.resolve("own"));
    AppPlan plan = plan();
    AppPlan.Environment environment = plan.environment().orElseThrow();
    assertThat(environment.folder())
        .isEqualTo(new Sourced<>(app.resolve("antenv"), "antenv is there"));
    assertThat(environment.exists()).isTrue();
    assertThat(plan.steps().getFirst().argv()).doesNotContain("venv");
  }

  @Test
  void anEnvironmentWhosePythonIsGoneIsPassedOverAndOneIsMade() throws Exception {
    Files.delete(app.resolve(".python-version"));
    environment(app.resolve("venv"));
    unlink(app.resolve("venv"));
    AppPlan plan = plan();
    assertThat(plan.steps().getFirst().argv())
        .containsExactly("python", "-m", "venv", app.resolve("antenv").toString());
    assertThat(plan.warnings())
        .singleElement()
        .asString()
        .contains(app.resolve("venv") + " is passed over", "--clear");

    environment(app.resolve("antenv"));
    unlink(app.resolve("antenv"));
    assertThat(plan().environment().orElseThrow().folder().value())
        .isEqualTo(app.resolve(".junicorn/antenv"));
  }

  private static void unlink(Path environment) throws IOException {
    for (String name : new String[] {"python", "python3", "python3.11"}) {
      Path link = environment.resolve("bin").resolve(name);
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, Path.of("/gone/bin/python3"));
    }
  }

  @Test
  void aVersionThatIsNotInstalledLeavesTheEnvironmentInUse() throws Exception {
    Path place = Files.createDirectories(app.resolve(".junicorn/environments")).resolve("made");
    environment(place);
    Files.createSymbolicLink(app.resolve("antenv"), app.relativize(place));
    Files.writeString(app.resolve(".python-version"), "3.19\n");
    AppPlan plan = plan();
    assertThat(plan.interpreter().path().orElseThrow().value())
        .isEqualTo(app.resolve("antenv/bin/python"));
    assertThat(plan.warnings())
        .singleElement()
        .asString()
        .contains("None that is installed is the wanted one");
  }
}
