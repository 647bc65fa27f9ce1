package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.FakeExchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The wait for a slot: how many may, and for how long. */
class WaitingTest extends DispatcherTestBase {

  private static final AppTime SECOND = new AppTime(1_000_000_000, 500_000_000, 0);

  private int unknown;

  /** Of reports it is known that they are slow. */
  private void learnReports(FakeSlotChannel slot) {
    request("/report");
    slot.pickUpAndAnswer(SECOND);
  }

  @Test
  void requestsWaitForTheFirstWorker() {
    FakeExchange early = request("/");
    assertThat(dispatcher.waiting()).isEqualTo(1);

    List<FakeSlotChannel> slots = worker(1, 1);
    slots.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);

    assertThat(early.answered()).isTrue();
    assertThat(early.workerPid()).isEqualTo(1001);
    assertThat(dispatcher.waiting()).isZero();
    assertThat(dispatcher.running()).isZero();
  }

  @Test
  void aFullQueueSaysSo() {
    limitWaiting(2, Duration.ZERO);
    requests(2, "/");
    FakeExchange refused = request("/");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.failure()).isInstanceOf(Failure.QueueFull.class);
    assertThat(refused.failure().message()).contains("2 requests").contains("--queue-limit");
    assertThat(refused.failure().retryAfter()).isPositive();
  }

  @Test
  void waitingHasAnEnd() {
    limitWaiting(10, Duration.ofSeconds(2));
    List<FakeSlotChannel> slots = worker(1, 1);
    FakeExchange slow = request("/slow");
    slots.get(0).pickUp();
    FakeExchange late = request("/late");
    loop.advance(3, TimeUnit.SECONDS);
    assertThat(late.status()).isEqualTo(503);
    assertThat(late.failure()).isInstanceOf(Failure.QueueTimeout.class);
    assertThat(slow.ended()).isFalse();
  }

  @Test
  void nobodyWaitsWhileTheServerStandsStill() {
    limitWaiting(10, Duration.ofSeconds(2));
    FakeSlotChannel slot = slotOf(1);
    request("/slow");
    slot.pickUp();
    FakeExchange waits = request("/");
    loop.advance(1, TimeUnit.SECONDS);
    loop.standStill(1, TimeUnit.HOURS);
    loop.advance(900, TimeUnit.MILLISECONDS);
    assertThat(waits.ended()).isFalse();
    assertThat(dispatcher.snapshot().oldestWaitNanos()).isEqualTo(1_900_000_000);
    loop.advance(200, TimeUnit.MILLISECONDS);
    assertThat(waits.failure()).isInstanceOf(Failure.QueueTimeout.class);
  }

  /** A health check behind a flood of reports gets the next slot or the one after it. */
  @Test
  void aBriefRequestDoesNotWaitForAllTheSlowOnesBeforeIt() {
    FakeSlotChannel slot = slotOf(1);
    request("/health");
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    learnReports(slot);

    List<FakeExchange> reports = requests(50, "/report");
    FakeExchange health = request("/health");
    slot.pickUpAndAnswer(SECOND);
    slot.pickUpAndAnswer(SECOND);
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);

    assertThat(health.answered()).isTrue();
    assertThat(reports).filteredOn(FakeExchange::answered).hasSize(2);
  }

  /** They are sent ahead, where the slow ones cannot be. */
  @Test
  void quickRequestsPassSlowOnesThatWaitForAFreeSlot() {
    List<FakeSlotChannel> slots = worker(1, 2);
    learnReports(slots.get(0));
    request("/report");
    slots.get(0).pickUp();
    request("/quick");
    List<FakeExchange> reports = requests(3, "/report");
    slots.get(1).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(dispatcher.waiting()).as("all but the first of the reports").isEqualTo(2);
    requests(3, "/quick");
    slots.get(0).answer(SECOND);
    assertThat(dispatcher.waiting()).as("the reports").isEqualTo(2);
    assertThat(slots.get(0).waitingInInbox()).isEqualTo(3);
    requests(3, "/quick");
    assertThat(slots.get(0).waitingInInbox()).isEqualTo(6);
    assertThat(reports).noneMatch(FakeExchange::ended);
  }

  /** With one thread in each worker all slots are hot. */
  @Test
  void aSlowRequestGetsItsSlotHoweverManyQuickOnesCome() {
    FakeSlotChannel slot = slotOf(1);
    learnReports(slot);
    requests(3, "/quick");
    FakeExchange report = request("/report");
    for (int i = 0; i < 1000 && !report.answered(); i++) {
      request("/quick");
      slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    }
    assertThat(report.answered()).isTrue();
  }

  /** Of /order/1, /order/2 and so on nothing is known, and they come in any number. */
  @Test
  void aSlowRequestGetsItsSlotAmongThoseOfWhichNothingIsKnown() {
    FakeSlotChannel slot = slotOf(1);
    learnReports(slot);
    requestUnknown(20);
    advance(1);
    FakeExchange report = request("/report");
    int before = 0;
    for (; before < 50 && !report.answered(); before++) {
      requestUnknown(1);
      slot.pickUp();
      advance(1000);
      slot.answer(SECOND);
    }
    assertThat(report.answered()).isTrue();
    assertThat(before).as("those that came before it").isLessThan(25);
  }

  private void requestUnknown(int count) {
    for (int i = 0; i < count; i++) {
      unknown++;
      request("/order/" + unknown);
    }
  }

  @Test
  void whoWaitsTooLongIsRefusedWhereverHeStands() {
    limitWaiting(100, Duration.ofSeconds(2));
    FakeSlotChannel slot = slotOf(1);
    learnReports(slot);
    request("/report");
    slot.pickUp();
    List<FakeExchange> early = List.of(request("/report"), request("/health"), request("/report"));
    advance(1500);
    List<FakeExchange> late = List.of(request("/health"), request("/report"));
    advance(1000);
    assertThat(early).allMatch(each -> each.failure() instanceof Failure.QueueTimeout);
    assertThat(late).noneMatch(FakeExchange::ended);
  }

  @Test
  void nobodyIsLateWhileTheAppStarts() {
    limitWaiting(10, Duration.ofSeconds(2));
    FakeExchange early = request("/");
    loop.advance(60, TimeUnit.SECONDS);
    assertThat(early.ended()).isFalse();
    worker(1, 1).get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(early.answered()).isTrue();
  }

  private void limitWaiting(int most, Duration time) {
    dispatcher = dispatcher(new DispatchSettings(most, time, Duration.ZERO, false));
  }
}
