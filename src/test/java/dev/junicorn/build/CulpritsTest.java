package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The output is what pip 20 to 26 and uv 0.4 to 0.9 print. */
class CulpritsTest {

  private static final Path APP = Path.of("/app");
  private static final String NO_SUCH = "requirements.txt line 2: \"no_such==9\"";

  private final Culprits culprits =
      new Culprits(
          List.of(
              new RequirementsFile(
                  APP.resolve("requirements.txt"),
                  RequirementsFile.parse("wheel\nno_such==9\n-r base.txt\n")),
              new RequirementsFile(APP.resolve("base.txt"), RequirementsFile.parse("other<2\n"))),
          APP);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERROR: Could not find a version that satisfies the requirement no-such==9 (from versions: none)",
        "ERROR: No matching distribution found for no_such==9",
        "  ERROR: Failed building wheel for No.Such",
        "ERROR: Could not build wheels for no-such, which is required to install pyproject.toml-based projects",
        "ERROR: Failed to build installable wheels for some pyproject.toml based projects\nERROR: Failed to build no_such",
        "ERROR: Failed to build 'no_such' when getting requirements to build wheel",
        "ERROR: Cannot install -r requirements.txt (line 2) because these package versions have conflicting dependencies.",
        "ERROR: Package 'no-such' requires a different Python: 3.11.2 not in '>=3.13'",
        "ERROR: Invalid requirement: 'no_such==9': Expected end (from line 2 of requirements.txt)",
        "      no-such==9 from https://files.example/no_such-9.whl (from -r requirements.txt (line 2)):",
        "  × Failed to build `no-such==9`",
        "  ╰─▶ Because no-such was not found in the package registry and you require",
        "  ╰─▶ Because there is no version of no-such==9 and you require no-such==9,",
        "  × Failed to download and build `no-such==9`"
      })
  void namesTheLine(String output) {
    assertThat(culprits.in(output.lines().toList())).containsExactly(NO_SUCH);
  }

  @Test
  void namesBothOfAConflict() {
    assertThat(culprits.in(List.of("ERROR: Cannot install no-such==9 and other==1 because these")))
        .containsExactlyInAnyOrder(NO_SUCH, "base.txt line 1: \"other<2\"");
  }

  @Test
  void aLineThatIsNotThereIsStillNamed() {
    assertThat(culprits.in(List.of("ERROR: bad (from line 77 of base.txt)")))
        .containsExactly("base.txt line 77");
  }

  @Test
  void progressIsNoReproach() {
    assertThat(
            culprits.in(
                List.of(
                    "Collecting no_such==9 (from -r requirements.txt (line 2))",
                    "Building wheels for collected packages: no_such")))
        .isEmpty();
  }

  @Test
  void whatIsNeededByOthersIsNotDeclaredHere() {
    assertThat(culprits.in(List.of("ERROR: No matching distribution found for hidden>=1 (from x)")))
        .isEmpty();
  }
}
