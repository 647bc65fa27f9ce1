package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.FakeExchange;
import dev.junicorn.testing.ManualLoop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final Failure WHY = new Failure.NoWorker(3);

  private final ManualLoop loop = new ManualLoop();
  private final Dispatcher dispatcher =
      new Dispatcher(
          loop,
          new DispatchSettings(10, Duration.ofSeconds(60), Duration.ZERO, false),
          _ -> {},
          loop);
  private final Gate gate = new Gate(dispatcher);

  @Test
  void closingAnswersWhoWaitsAndWhoComes() {
    FakeExchange waits = come();
    gate.close(WHY);
    assertThat(waits.failure()).isEqualTo(WHY);
    assertThat(come().status()).isEqualTo(503);
    assertThat(dispatcher.waiting()).isZero();
  }

  @Test
  void whoRunsIsNotDisturbed() {
    FakeSlotChannel slot = join();
    FakeExchange runs = come();
    gate.close(WHY);
    assertThat(runs.ended()).isFalse();
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(runs.answered()).isTrue();
  }

  /** The log says that it is ready, and the supervisor has not come to open the gate. */
  @Test
  void aWorkerThatHasJustJoinedServesThoughTheGateIsStillClosed() {
    gate.closeWhileNobodyServes(WHY);
    assertThat(come().failure()).isEqualTo(WHY);
    join();
    assertThat(come().ended()).isFalse();
    assertThat(dispatcher.running()).isOne();
  }

  /** The supervisor decided to close it before it had heard of the worker. */
  @Test
  void whoWaitsForAWorkerThatHasJustJoinedIsNotTurnedAway() {
    join();
    come();
    FakeExchange waits = come();
    gate.closeWhileNobodyServes(WHY);
    assertThat(waits.ended()).isFalse();
    assertThat(come().ended()).isFalse();
  }

  @Test
  void closedForAllItIsClosedThoughThereAreWorkers() {
    join();
    gate.close(WHY);
    assertThat(come().failure()).isEqualTo(WHY);
  }

  @Test
  void openedItLetsRequestsWaitAgain() {
    gate.close(WHY);
    gate.open();
    assertThat(come().ended()).isFalse();
    assertThat(dispatcher.waiting()).isEqualTo(1);
  }

  /** A worker with one slot. */
  private FakeSlotChannel join() {
    FakeSlotChannel slot = new FakeSlotChannel(0);
    dispatcher.join(new RosterWorker(1, 1001, List.of(slot), new FakeWatch(), () -> {}));
    return slot;
  }

  private FakeExchange come() {
    FakeExchange exchange = new FakeExchange("/");
    gate.handle(exchange);
    return exchange;
  }
}
