package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartCommandsTest {

  private static final Path FOLDER = Path.of("/srv/shop");

  private static AppPlan.App app(String directory) {
    return new AppPlan.App(
        new Sourced<>(Framework.FLASK, "app.py:1"),
        new Sourced<>("app:app", "found"),
        Path.of(directory),
        List.of(),
        AppPlan.AppliedOptions.NONE);
  }

  private static AppPlan plan(
      AppPlan.App app, Sourced<Path> python, Optional<AppPlan.Environment> environment) {
    LaunchPlan.Size size =
        new LaunchPlan.Size(
            Sourced.byDefault(1), Sourced.byDefault(2), LaunchPlan.Open.NOTHING, false);
    return new AppPlan(
        FOLDER,
        app,
        List.of(),
        new AppPlan.Interpreter(Optional.of(python), Optional.empty(), Optional.empty(), true),
        new AppPlan.Dependencies(
            new Sourced<>(
                environment.isPresent() ? Installer.PIP_REQUIREMENTS : Installer.NONE, ""),
            Optional.empty(),
            List.of(),
            List.of()),
        environment,
        List.of(),
        new Sizing(size, List.of(), Optional.empty(), Sourced.byDefault(1L)),
        List.of());
  }

  private static String line(String directory, String source, String... environment) {
    AppPlan.App app = app(directory);
    Optional<AppPlan.Environment> made =
        List.of(environment).stream()
            .findFirst()
            .map(folder ->
                new AppPlan.Environment(new Sourced<>(Path.of(folder), "it is there"), true));
    return StartCommands.junicornLine(
        plan(app, new Sourced<>(Path.of("/opt/python3"), source), made), app);
  }

  @Test
  void thePythonIsNamedWhereItWouldNotBeFound() {
    assertThat(line("/srv/shop", PythonSearch.NAMED))
        .startsWith("junicorn --python /opt/python3 --chdir /srv/shop ");
    assertThat(line("/srv/shop", "python3 on PATH")).doesNotContain("--python");
    assertThat(line("/srv/shop", PythonSearch.NAMED, "/srv/shop/antenv"))
        .doesNotContain("--python");
    assertThat(line("/srv/shop/backend", PythonSearch.NAMED, "/srv/shop/antenv"))
        .contains("--python /srv/shop/antenv/bin/python ");
  }

  @Test
  void aBuildBeforeLeavesItsReasonAndWhatIsToDo() {
    AppPlan.Environment none =
        new AppPlan.Environment(new Sourced<>(FOLDER.resolve("antenv"), "none"), false);
    AppPlan plan =
        plan(app("/srv/shop"), Sourced.byDefault(FOLDER), Optional.of(none))
            .built(List.of(), "unchanged.");
    assertThat(plan.environment())
        .contains(
            new AppPlan.Environment(
                new Sourced<>(FOLDER.resolve("antenv"), "it is there; unchanged."), true));
    assertThat(plan.steps()).isEmpty();
  }
}
