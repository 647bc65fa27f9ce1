package dev.junicorn.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.junicorn.observation.Observation;
import org.junit.jupiter.api.Test;

class UsualWaitsTest {

  @Test
  void aLockTakenForAWaitInACrowdDoesNotCount() {
    Recorded recorded = new Recorded();
    for (int i = 0; i < 60; i++) {
      recorded.add(0.02 * i, 0, 0.03, 0.07, i % 3 == 0 ? 0.03 : 0, 100);
    }
    assertThat(averageWait(recorded.observation())).isZero();
  }

  @Test
  void aWaitThatIsUsualCountsInACrowdToo() {
    Recorded recorded = new Recorded();
    for (int i = 0; i < 60; i++) {
      recorded.add(0.02 * i, 0, 0.03, 0.07, i % 3 == 0 ? 0.03 : 0.01, 100);
    }
    assertThat(averageWait(recorded.observation())).isCloseTo(0.01, within(1e-6));
  }

  @Test
  void aRareWaitCountsWhereThereIsRoom() {
    Recorded recorded = new Recorded();
    for (int i = 0; i < 60; i++) {
      recorded.add(0.02 * i, 0, 0.03, 0.01, i % 3 == 0 ? 0.03 : 0, 100);
    }
    assertThat(averageWait(recorded.observation())).isCloseTo(0.01, within(1e-6));
  }

  private static double averageWait(Observation observation) {
    return Workload.of(observation).seen().blocked();
  }
}
