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

  /** As pip says it: what it could not ask for it has not found. */
  @Test
  void anIndexThatCannotBeReachedIsNamedAndNoRequirementIsToBlame() {
    List<String> output =
        List.of(
            "Looking in indexes: http://127.0.0.1:9/simple",
            "WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by"
                + " 'NewConnectionError('<pip._vendor.urllib3.connection.HTTPConnection object>:"
                + " Failed to establish a new connection: [Errno 111] Connection refused')'",
            "ERROR: Could not find a version that satisfies the requirement spam (from versions: none)",
            MISSING.getFirst());
    assertThat(about(output, false))
        .startsWith("The package index cannot be reached.")
        .endsWith(
            "The index is http://127.0.0.1:9/simple, by PIP_INDEX_URL, pip.conf or a requirements file.");
    assertThat(about(output.subList(1, 4), false)).endsWith("a folder of wheels.");
    assertThat(Advice.isUnreachable(output)).isTrue();
    assertThat(Advice.isUnreachable(MISSING)).isFalse();
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
