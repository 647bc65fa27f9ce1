package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SuccessorCommandTest {

  private static final List<String> OWN =
      List.of("/jdk/bin/java", "-Xmx1m", "-jar", "/j.jar", "--bind", "a b:1", "app:app", "");

  @Test
  void theLauncherIsStartedAsItWas() {
    assertThat(SuccessorCommand.of(Map.of("JUNICORN_LAUNCHER", "/opt/junicorn"), OWN))
        .containsExactly("/opt/junicorn", "--bind", "a b:1", "app:app");
  }

  @Test
  void withoutALauncherTheJvmIsStartedAsItWas() {
    assertThat(SuccessorCommand.of(Map.of(), OWN)).isEqualTo(OWN.subList(0, 7));
  }
}
