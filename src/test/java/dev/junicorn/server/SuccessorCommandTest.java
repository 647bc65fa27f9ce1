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
    assertThat(SuccessorCommand.of(Map.of("JUNICORN_LAUNCHER", "/opt/junicorn"), OWN, false))
        .containsExactly("/opt/junicorn", "--bind", "a b:1", "app:app");
  }

  @Test
  void theLauncherBeginsWithoutBlockedSignals() {
    assertThat(SuccessorCommand.of(Map.of("JUNICORN_LAUNCHER", "/opt/junicorn"), OWN, true))
        .startsWith("env", "--default-signal=HUP,INT,QUIT,USR1,USR2,TERM,TTIN,TTOU")
        .endsWith("/opt/junicorn", "--bind", "a b:1", "app:app");
  }

  @Test
  void withoutALauncherTheJvmIsStartedAsItWas() {
    assertThat(SuccessorCommand.of(Map.of(), OWN, true)).isEqualTo(OWN.subList(0, 7));
  }
}
