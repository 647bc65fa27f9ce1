package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ReconcilerTest {

  private static final long NOW = Duration.ofHours(3).toNanos();

  @Test
  void startsWhatIsMissing() {
    List<Action> actions =
        Reconciler.plan(
            3, List.of(WorkerState.READY, WorkerState.DRAINING), RestartBackoff.none(), NOW);
    assertThat(actions).hasSize(2).allMatch(Action.Fork.class::isInstance);
  }

  @Test
  void leavesWellAlone() {
    assertThat(
            Reconciler.plan(
                2, List.of(WorkerState.BOOTING, WorkerState.FORKING), RestartBackoff.none(), NOW))
        .isEmpty();
    assertThat(Reconciler.plan(0, List.of(), RestartBackoff.none(), NOW)).isEmpty();
  }

  @Test
  void replacesTheFirstDeathAtOnceAndSaysWhy() {
    RestartBackoff once = RestartBackoff.none().afterDeath(NOW);
    assertThat(Reconciler.plan(1, List.of(), once, NOW))
        .containsExactly(new Action.Fork("replaces one that died; death 1 in a row"));
  }

  @Test
  void waitsLongerWithEveryDeathInARow() {
    RestartBackoff twice = RestartBackoff.none().afterDeath(NOW - 1).afterDeath(NOW);
    assertThat(Reconciler.plan(1, List.of(), twice, NOW))
        .containsExactly(new Action.LookAgain(NOW + Duration.ofMillis(500).toNanos()));
    assertThat(twice.afterDeath(NOW).delay()).isEqualTo(Duration.ofSeconds(1));
    assertThat(Reconciler.plan(1, List.of(), twice, twice.notBefore())).hasSize(1);
  }

  @Test
  void aQuietMinuteForgets() {
    RestartBackoff twice = RestartBackoff.none().afterDeath(NOW - 1).afterDeath(NOW);
    assertThat(twice.afterDeath(NOW + Duration.ofSeconds(61).toNanos()).deaths()).isEqualTo(1);
  }

  @Property
  void theWaitIsBounded(@ForAll @IntRange(min = 1, max = 500) int deaths) {
    RestartBackoff backoff = new RestartBackoff(deaths, NOW);
    assertThat(backoff.delay()).isBetween(Duration.ZERO, Duration.ofSeconds(30));
  }
}
