package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Framework;
import dev.junicorn.plan.Installer;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sizing;
import dev.junicorn.plan.Sourced;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpWordsTest {

  private static final Path FOLDER = Path.of("/srv/shop");

  private static AppPlan plan(
      AppPlan.Start start, Installer installer, List<AppPlan.Rejected> rejected) {
    LaunchPlan.Size size =
        new LaunchPlan.Size(
            Sourced.byDefault(1), Sourced.byDefault(1), LaunchPlan.Open.NOTHING, false);
    return new AppPlan(
        FOLDER,
        start,
        rejected,
        new AppPlan.Interpreter(Optional.empty(), Optional.empty(), Optional.empty(), true),
        new AppPlan.Dependencies(
            new Sourced<>(installer, "requirements.txt"), Optional.empty(), List.of(), List.of()),
        Optional.empty(),
        List.of(),
        new Sizing(size, List.of(), Optional.empty(), Sourced.byDefault(1L)),
        List.of("the clock is wrong"));
  }

  @Test
  void anAppIsNamedWithTheReasonAndWhatWasPassedOver() {
    AppPlan.App app =
        new AppPlan.App(
            new Sourced<>(Framework.FLASK, "app.py:1"),
            new Sourced<>("app:app", "found in app.py:2 `app = Flask(__name__)`"),
            FOLDER,
            List.of(),
            AppPlan.AppliedOptions.NONE);
    assertThat(
            UpWords.of(
                plan(
                    app,
                    Installer.PIP_REQUIREMENTS,
                    List.of(new AppPlan.Rejected("api.py:1 `api`", "it is an ASGI app")))))
        .containsExactly(
            "Flask app app:app: found in app.py:2 `app = Flask(__name__)`",
            "Not started: api.py:1 `api`: it is an ASGI app",
            "Dependencies: pip, from a requirements file (requirements.txt)",
            "Warning: the clock is wrong");
  }

  @Test
  void besideACommandNothingIsSaidNotToBeStarted() {
    AppPlan.Command command =
        new AppPlan.Command(
            new Sourced<>("gunicorn app:app", "--startup-command"), Optional.empty());
    assertThat(
            UpWords.of(
                plan(
                    command,
                    Installer.NONE,
                    List.of(
                        new AppPlan.Rejected(
                            "app.py:1 `app`", "--startup-command decides alone")))))
        .contains("Found as well: app.py:1 `app`: --startup-command decides alone");
  }

  @Test
  void manyCandidatesAreCountedAndNotAllListed() {
    List<AppPlan.Rejected> many =
        IntStream.range(0, 50).mapToObj(i -> new AppPlan.Rejected("a" + i, "b")).toList();
    assertThat(
            UpWords.of(
                plan(new AppPlan.Nothing(3, "no app was found", "Name one"), Installer.NONE, many)))
        .hasSize(1 + 20 + 1 + 1)
        .contains("No app was found. Name one.", "Not started: 30 more; junicorn plan lists them");
  }
}
