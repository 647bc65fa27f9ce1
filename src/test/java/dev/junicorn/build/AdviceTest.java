package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.AppPlan.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdviceTest {

  private static final List<String> MISSING =
      List.of("ERROR: No matching distribution found for spam==9");

  private static String about(List<String> output, boolean offline, Path... findLinks) {
    return Advice.about(
        Step.INSTALL,
        output,
        new BuildSettings(Map.of(), offline, false, List.of(findLinks), false, "1"));
  }

  @Test
  void aFullDiskIsNamedForEveryStep() {
    BuildSettings settings = new BuildSettings(Map.of(), false, false, List.of(), false, "1");
    assertThat(Advice.about(Step.COLLECT_STATIC, List.of("No space left on device"), settings))
        .startsWith("The disk is full");
    Path place = Path.of("/srv/app/.junicorn/environments/x");
    assertThat(Advice.ofSpace(Step.CREATE_ENVIRONMENT, place, 3L << 20).orElseThrow())
        .contains("only 3 MB are left for " + place);
    assertThat(Advice.ofSpace(Step.CREATE_ENVIRONMENT, place, 1L << 30)).isEmpty();
    assertThat(Advice.ofSpace(Step.PRE_BUILD, place, 0)).isEmpty();
  }

  @Test
  void offlineItIsFirstOfAllNotInTheFolders() {
    assertThat(about(MISSING, true, Path.of("/srv/wheels")))
        .startsWith("--offline looks at no index, only in --find-links /srv/wheels, and")
        .contains("misspelled");
    assertThat(about(MISSING, true)).contains("no folder was named with --find-links");
    assertThat(about(MISSING, false)).startsWith("Check the name and the version");
    assertThat(about(List.of("No space left on device"), true)).startsWith("The disk is full");
  }
}
