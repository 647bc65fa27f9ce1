package dev.junicorn.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreshnessTest {

  private static final Inputs NOW =
      new Inputs(
          Map.of("requirements.txt", "1", "the interpreter", "2"), Map.of("the app's source", "3"));

  private static Freshness after(Map<String, String> environment, Map<String, String> app) {
    BuildStamp stamp = new BuildStamp(10, new Inputs(environment, app), List.of());
    return Freshness.judge(Optional.of(stamp), NOW, false);
  }

  @Test
  void nothingChanged() {
    assertThat(after(NOW.environment(), NOW.app())).isEqualTo(new Freshness.Fresh());
  }

  @Test
  void aChangedEnvironmentMeansEverything() {
    assertThat(after(Map.of("requirements.txt", "0", "gone.txt", "1"), NOW.app()))
        .isEqualTo(
            new Freshness.AllStale(
                "changed since the last build: gone.txt, requirements.txt, the interpreter."));
  }

  @Test
  void aChangedSourceLeavesTheEnvironment() {
    assertThat(after(NOW.environment(), Map.of("the app's source", "0")))
        .isEqualTo(new Freshness.AppStale("changed since the last build: the app's source."));
  }

  @Test
  void stepsThatWereNotFinishedAreDoneAgain() {
    BuildStamp stamp = new BuildStamp(10, NOW, List.of());
    assertThat(Freshness.judge(Optional.of(stamp.withoutApp()), NOW, false))
        .isInstanceOf(Freshness.AppStale.class);
  }

  @Test
  void withoutAStampOrByForceEverything() {
    assertThat(Freshness.judge(Optional.empty(), NOW, false))
        .isInstanceOf(Freshness.AllStale.class);
    assertThat(Freshness.judge(Optional.of(new BuildStamp(1, NOW, List.of())), NOW, true))
        .isEqualTo(new Freshness.AllStale("it was asked for."));
  }
}
