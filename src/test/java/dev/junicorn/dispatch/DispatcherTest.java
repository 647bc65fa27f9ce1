package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.FakeExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What slots and clients do while a request is answered, and how the serving ends. */
class DispatcherTest extends DispatcherTestBase {

  @Test
  void theAppsFailureIsA500AndLogged() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange failed = request("/");
    slot.pickUp();
    slot.fail();
    assertThat(failed.status()).isEqualTo(500);
    assertThat(events).hasExactlyElementsOfTypes(ServerEvent.AppFailed.class);
  }

  @Test
  void aClientThatTakesNoMoreHoldsTheAppUpAndNothingElse() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange slow = begunBy(slot);
    slow.writable(false);
    slot.piece("a");
    assertThat(slot.paused()).isTrue();
    slow.writable(true);
    assertThat(slot.paused()).isFalse();
    slot.end();
    assertThat(slow.answered()).isTrue();
  }

  @Test
  void anAnswerThatEndsWhileItsSlotIsPausedLeavesItReading() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange slow = begunBy(slot);
    slow.writable(false);
    slot.piece("a");
    slot.end();
    assertThat(slot.paused()).isFalse();
  }

  @Test
  void aDrainingWorkerFinishesAndGetsNothingNew() {
    FakeSlotChannel first = slotOf(1);
    FakeExchange running = request("/running");
    first.pickUp();
    FakeExchange ahead = request("/ahead");
    List<String> log = new ArrayList<>();
    dispatcher.drain(1, () -> log.add("idle"));
    assertThat(first.waitingInInbox()).isZero();
    assertThat(log).isEmpty();

    FakeSlotChannel second = slotOf(2);
    first.answer(FakeSlotChannel.QUICK);
    assertThat(running.answered()).isTrue();
    assertThat(log).containsExactly("idle");
    second.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(ahead.answered()).isTrue();
  }

  @Test
  void givingUpAnswersEverybodyOnce() {
    FakeSlotChannel slot = slotOf(1);
    List<FakeExchange> all = requests(6, "/");
    slot.pickUp();
    dispatcher.giveUp(new Failure.Stopping());
    assertThat(all).allMatch(exchange -> exchange.status() == 503);
    slot.answer(FakeSlotChannel.QUICK);
    assertThat(all).allMatch(FakeExchange::ended);
  }

  @Test
  void givingUpSaysWhatWasCutShort() {
    List<FakeSlotChannel> slots = IntStream.rangeClosed(1, 7).mapToObj(this::slotOf).toList();
    requests(8, "/slow");
    slots.forEach(slot -> slot.pickUp(loop.now()));
    slots.getFirst().begin();
    advance(80);
    dispatcher.giveUp(new Failure.Stopping());
    assertThat(events)
        .last()
        .isInstanceOfSatisfying(
            ServerEvent.Warned.class,
            event ->
                assertThat(event.describe())
                    .startsWith(
                        "The end of the server cuts short 7 requests that ran: GET /slow (answer"
                            + " cut after 80 ms), GET /slow (answered 503 after 80 ms), ")
                    .endsWith(" and 2 more; 1 request that waited for a slot (answered 503)"));
  }

  @Test
  void givingUpOnNobodySaysNothing() {
    dispatcher.giveUp(new Failure.Stopping());
    assertThat(events).isEmpty();
  }
}
