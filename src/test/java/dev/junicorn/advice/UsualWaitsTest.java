package dev.junicorn.advice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class UsualWaitsTest {

  @Test
  void aLockTakenForAWaitInACrowdDoesNotCount() {
    assertThat(averageWait(0.07, 0)).isZero();
  }

  @Test
  void aWaitThatIsUsualCountsInACrowdToo() {
    assertThat(averageWait(0.07, 0.01)).isCloseTo(0.01, within(1e-6));
  }

  @Test
  void aRareWaitCountsWhereThereIsRoom() {
    assertThat(averageWait(0.01, 0)).isCloseTo(0.01, within(1e-6));
  }

  /** Of requests that compute for 0.03 s; every third one is blocked for as long. */
  private static double averageWait(double contention, double usuallyBlocked) {
    Recorded recorded = new Recorded();
    for (int i = 0; i < 60; i++) {
      recorded.add(0.02 * i, 0, 0.03, contention, i % 3 == 0 ? 0.03 : usuallyBlocked, 100);
    }
    return Workload.of(recorded.observation()).seen().blocked();
  }
}
