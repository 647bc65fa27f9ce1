package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.FakeExchange;
import org.junit.jupiter.api.Test;

/** Clients that leave before they have their answer, or only stop sending. */
class LeavingClientTest extends DispatcherTestBase {

  @Test
  void whoLeavesTheQueueNeverReachesPython() {
    FakeSlotChannel slot = slotOf(1);
    requests(1 + WorkerRoster.MAX_AHEAD, "/");
    FakeExchange gone = request("/gone");
    assertThat(dispatcher.waiting()).isEqualTo(1);
    gone.leave();
    assertThat(dispatcher.waiting()).isZero();
    assertThat(gone.status()).isEqualTo(499);
    for (int i = 0; i < 1 + WorkerRoster.MAX_AHEAD; i++) {
      slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    }
    assertThat(slot.hasWork()).isFalse();
  }

  @Test
  void whoLeavesFromAnInboxNeverReachesPythonEither() {
    FakeSlotChannel slot = slotOf(1);
    request("/running");
    slot.pickUp();
    FakeExchange gone = request("/gone");
    FakeExchange stays = request("/stays");
    gone.disconnect();
    assertThat(gone.status()).isEqualTo(499);
    assertThat(slot.waitingInInbox()).isEqualTo(1);
    slot.answer(FakeSlotChannel.QUICK);
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(stays.answered()).isTrue();
  }

  @Test
  void whoOnlyClosesTheSendingSideGetsItsAnswerFromAFreeSlot() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange halfClosed = request("/");
    halfClosed.leave();
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(halfClosed.answered()).isTrue();
  }

  @Test
  void whoOnlyClosesTheSendingSideGetsItsAnswerBehindAnother() {
    FakeSlotChannel slot = slotOf(1);
    request("/before");
    slot.pickUp();
    FakeExchange halfClosed = request("/");
    halfClosed.leave();
    slot.answer(FakeSlotChannel.QUICK);
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(halfClosed.answered()).isTrue();
  }

  @Test
  void aRunningRequestOutlivesItsClient() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange left = request("/");
    slot.pickUp();
    left.leave();
    assertThat(left.ended()).isFalse();
    slot.answer(FakeSlotChannel.QUICK);
    assertThat(left.answered()).isTrue();
  }

  @Test
  void theThreadIsToldThatNobodyTakesMoreOfItsAnswer() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange left = request("/");
    int id = slot.pickUp();
    slot.begin();
    left.writable(false);
    slot.piece("a");
    left.leave(); // who only closes the sending side still gets its answer
    assertThat(slot.left()).isZero();

    left.disconnect();
    assertThat(slot.left()).isEqualTo(id);
    assertThat(slot.paused()).isFalse();
    slot.stop();
    assertThat(left.aborted()).isTrue();
    assertThat(events).isEmpty();
    assertThat(slot.left()).isZero(); // one day the id is another's

    FakeExchange next = request("/");
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(next.answered()).isTrue();
  }

  @Test
  void whoLeavesBeforeTheAnswerHasBegunIsNoFailureOfTheApps() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange left = request("/");
    int id = slot.pickUp();
    left.disconnect();
    assertThat(slot.left()).isEqualTo(id);
    slot.stop();
    assertThat(left.status()).isEqualTo(499);
    assertThat(events).isEmpty();
  }

  /** Its client is noted only where the request is: not while it waits, or after its end. */
  @Test
  void aRequestThatIsNotWithAThreadHasNobodyTold() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange running = request("/running");
    slot.pickUp();
    FakeExchange ahead = request("/ahead");
    ahead.disconnect();
    assertThat(ahead.status()).isEqualTo(499);
    assertThat(slot.left()).isZero();

    dispatcher.giveUp(new Failure.Stopping());
    running.disconnect();
    assertThat(slot.left()).isZero();
  }

  @Test
  void aNoteGoesWithARequestThatIsTakenBack() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange left = request("/");
    left.disconnect(); // still in the inbox, where it begins at once
    assertThat(slot.left()).isPositive();
    dispatcher.drain(1, () -> {});
    assertThat(slot.waitingInInbox()).isZero();
    assertThat(slot.left()).isZero();
    assertThat(left.status()).as("it is not given to another").isEqualTo(499);
    assertThat(dispatcher.waiting()).isZero();
  }

  /** That it closed its sending side was told while that was no reason to give it up. */
  @Test
  void whoLeavesAltogetherWhileItWaitsForAnotherWorkerIsTakenOut() {
    FakeExchange gone = request("/");
    worker(1, 1);
    gone.leave();
    dispatcher.drain(1, () -> {});
    assertThat(dispatcher.waiting()).isEqualTo(1);
    gone.disconnect();
    assertThat(dispatcher.waiting()).isZero();
    assertThat(gone.status()).isEqualTo(499);
  }

  @Test
  void whoOnlyClosedTheSendingSideIsServedByAnother() {
    FakeExchange halfClosed = request("/");
    worker(1, 1);
    halfClosed.leave();
    dispatcher.drain(1, () -> {});
    slotOf(2).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(halfClosed.answered()).isTrue();
  }
}
