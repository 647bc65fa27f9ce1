package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.dispatch.Quarantine.Verdict;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.testing.FakeExchange;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuarantineTest {

  private static final long NOW = Long.MAX_VALUE - 5; // nanoTime may overflow

  private final Quarantine quarantine = new Quarantine(true);

  @ParameterizedTest
  @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE"})
  void safeMethodsAreRunAgainOnce(String method) {
    assertThat(quarantine.judge(head(method, "/"), 1, NOW)).isEqualTo(Verdict.RUN_AGAIN);
    assertThat(quarantine.judge(head(method, "/"), 2, NOW)).isEqualTo(Verdict.QUARANTINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "get", "PROPFIND"})
  void whatMayHaveHadEffectsIsNot(String method) {
    assertThat(quarantine.judge(head(method, "/"), 1, NOW)).isEqualTo(Verdict.GIVE_UP);
  }

  @Test
  void nothingIsRunAgainUnlessThatWasAskedFor() {
    assertThat(new Quarantine(false).judge(head("GET", "/"), 1, NOW)).isEqualTo(Verdict.GIVE_UP);
  }

  @Test
  void theRetriesOfWhatEndedTwoWorkersCostOneEach() {
    quarantine.judge(head("GET", "/poison"), 2, NOW);
    assertThat(quarantine.judge(head("GET", "/poison"), 1, NOW + 1)).isEqualTo(Verdict.GIVE_UP);
    assertThat(quarantine.judge(head("GET", "/other"), 1, NOW + 1)).isEqualTo(Verdict.RUN_AGAIN);
    assertThat(quarantine.judge(head("HEAD", "/poison"), 1, NOW + 1)).isEqualTo(Verdict.RUN_AGAIN);
  }

  @Test
  void itForgets() {
    quarantine.judge(head("GET", "/poison"), 2, NOW);
    long later = NOW + Quarantine.MEMORY.toNanos();
    assertThat(quarantine.judge(head("GET", "/poison"), 1, later)).isEqualTo(Verdict.RUN_AGAIN);
  }

  @Test
  void itRemembersTheLatestOnly() {
    for (int i = 0; i <= Quarantine.REMEMBERED; i++) {
      quarantine.judge(head("GET", "/" + i), 2, NOW);
    }
    assertThat(quarantine.judge(head("GET", "/0"), 1, NOW)).isEqualTo(Verdict.RUN_AGAIN);
    assertThat(quarantine.judge(head("GET", "/1"), 1, NOW)).isEqualTo(Verdict.GIVE_UP);
  }

  private static RequestHead head(String method, String path) {
    return FakeExchange.head(method, path, List.of());
  }
}
