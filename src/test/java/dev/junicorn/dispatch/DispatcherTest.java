package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What slots and clients do while a request is answered, and how the serving ends. */
class DispatcherTest extends DispatcherTestBase {

  @Test
  void theAppsFailureIsA500AndLogged() {
    List<FakeSlotChannel> slots = worker(1, 1);
    FakeExchange failed = request("/");
    slots.get(0).pickUp();
    slots.get(0).fail();
    assertThat(failed.status()).isEqualTo(500);
    assertThat(events).hasExactlyElementsOfTypes(ServerEvent.AppFailed.class);
  }

  @Test
  void aClientThatTakesNoMoreHoldsTheAppUpAndNothingElse() {
    List<FakeSlotChannel> slots = worker(1, 1);
    FakeExchange slow = request("/");
    slots.get(0).pickUp();
    slots.get(0).begin();
    slow.writable(false);
    slots.get(0).piece("a");
    assertThat(slots.get(0).paused()).isTrue();
    slow.writable(true);
    assertThat(slots.get(0).paused()).isFalse();
    slots.get(0).end();
    assertThat(slow.answered()).isTrue();
  }

  @Test
  void anAnswerThatEndsWhileItsSlotIsPausedLeavesItReading() {
    List<FakeSlotChannel> slots = worker(1, 1);
    FakeExchange slow = request("/");
    slots.get(0).pickUp();
    slots.get(0).begin();
    slow.writable(false);
    slots.get(0).piece("a");
    slots.get(0).end();
    assertThat(slots.get(0).paused()).isFalse();
  }

  @Test
  void aDrainingWorkerFinishesAndGetsNothingNew() {
    List<FakeSlotChannel> first = worker(1, 1);
    FakeExchange running = request("/running");
    first.get(0).pickUp();
    FakeExchange ahead = request("/ahead");
    List<String> log = new ArrayList<>();
    dispatcher.drain(1, () -> log.add("idle"));
    assertThat(first.get(0).waitingInInbox()).isZero();
    assertThat(log).isEmpty();

    List<FakeSlotChannel> second = worker(2, 1);
    first.get(0).answer(FakeSlotChannel.QUICK);
    assertThat(running.answered()).isTrue();
    assertThat(log).containsExactly("idle");
    second.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(ahead.answered()).isTrue();
  }

  @Test
  void givingUpAnswersEverybodyOnce() {
    List<FakeSlotChannel> slots = worker(1, 1);
    List<FakeExchange> all = requests(6, "/");
    slots.get(0).pickUp();
    dispatcher.giveUp(new Failure.Stopping());
    assertThat(all).allMatch(exchange -> exchange.status() == 503);
    slots.get(0).answer(FakeSlotChannel.QUICK);
    assertThat(all).allMatch(FakeExchange::ended);
  }
}
