package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReadinessTest {

  private final Readiness readiness = new Readiness();

  @Test
  void followsWorkersAndOrders() {
    assertThat(readiness.state()).isEqualTo(Readiness.State.STARTING);
    readiness.workersReady(true);
    assertThat(readiness.isReady()).isTrue();
    readiness.drain();
    assertThat(readiness.state()).isEqualTo(Readiness.State.DRAINING);
    readiness.resume();
    assertThat(readiness.isReady()).isTrue();
    readiness.workersReady(false);
    assertThat(readiness.isReady()).isFalse();
  }

  @Test
  void whoIsToLeaveRelievesNobody() {
    assertThat(readiness.isLeaving()).as("no worker yet").isFalse();
    readiness.drain();
    assertThat(readiness.isLeaving()).isTrue();
    readiness.resume();
    assertThat(readiness.isLeaving()).isFalse();
    readiness.stop();
    assertThat(readiness.isLeaving()).isTrue();
  }

  @Test
  void thereIsNoWayBackFromStopping() {
    readiness.workersReady(true);
    readiness.stop();
    readiness.resume();
    assertThat(readiness.state()).isEqualTo(Readiness.State.STOPPING);
  }
}
