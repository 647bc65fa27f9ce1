package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.plan.ConfigError;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CtlVerbTest {

  @Test
  void wordsBecomeARequest() {
    assertThat(request("status")).isEqualTo(Map.of("do", "status"));
    assertThat(request("recycle", "3")).isEqualTo(Map.of("do", "recycle", "worker", 3));
    assertThat(request("scale", "threads=2", "workers=5"))
        .isEqualTo(Map.of("do", "scale", "workers", 5, "threads", 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status 1",
        "recycle",
        "recycle one",
        "recycle 1 2",
        "recycle 0",
        "scale",
        "scale 3",
        "scale workers=",
        "scale workers=0",
        "scale workers=-1",
        "scale workers=2 workers=3",
        "scale slots=3",
        "scale workers=1001",
        "scale threads=1001",
        "scale workers=9999999999"
      })
  void whatDoesNotFitSaysHowItIsWritten(String line) {
    String[] words = line.split(" ", -1);
    assertThatThrownBy(
            () -> request(words[0], List.of(words).subList(1, words.length).toArray(String[]::new)))
        .isInstanceOf(ConfigError.class)
        .hasMessageStartingWith("ctl " + line + ": it is written junicorn ctl " + words[0]);
  }

  @Test
  void nothingCanBeScaledToNone() {
    assertThatThrownBy(() -> request("scale", "threads=0"))
        .hasMessageContaining("N and T are numbers from 1 to 1000");
  }

  @Test
  void anUnknownWordIsToldTheKnownOnes() {
    assertThatThrownBy(() -> CtlVerb.named("upgrade"))
        .hasMessageContainingAll("ctl upgrade", "status", "reload", "logs-reopen");
  }

  @Test
  void aMisspelledWordIsToldWhatWasMeant() {
    assertThatThrownBy(() -> CtlVerb.named("relaod"))
        .hasMessage("ctl relaod: there is no such command. Did you mean junicorn ctl reload?");
  }

  private static Map<String, Object> request(String verb, String... words) {
    return CtlVerb.named(verb).request(List.of(words));
  }
}
