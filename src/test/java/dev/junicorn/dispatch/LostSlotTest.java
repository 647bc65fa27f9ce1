package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.testing.FakeExchange;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Slots whose threads have died, or have broken the protocol and are cut off. */
class LostSlotTest extends DispatcherTestBase {

  @Test
  void onlyStartedRequestsDieWithTheirWorker() {
    FakeSlotChannel first = slotOf(1);
    FakeExchange started = request("/started");
    first.pickUp();
    FakeExchange waiting = request("/waiting");
    first.die();

    assertThat(started.status()).isEqualTo(502);
    assertThat(waiting.ended()).isFalse();
    slotOf(2).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(waiting.answered()).isTrue();
    assertThat(waiting.workerPid()).isEqualTo(1002);
    assertThat(events).hasExactlyElementsOfTypes(RequestInterrupted.class);
    assertThat(dispatcher.running()).isZero();
  }

  /** By a signal handler of the app that has raised, in the thread that serves. */
  @Test
  void whatIsInterruptedOnItsWayOutFailsAndTheSlotGoesOn() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange interrupted = request("/interrupted");
    slot.pickUp();
    slot.free();
    assertThat(interrupted.status()).isEqualTo(500);
    FakeExchange next = request("/next");
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(next.answered()).isTrue();
  }

  /** The thread has done with them, and their answers were never read. */
  @Test
  void whatWasAnsweredUnreadIsNotRunAgain() {
    FakeSlotChannel slot = slotOf(1);
    List<FakeExchange> finished = requests(2, "/finished");
    FakeExchange untouched = request("/untouched");
    slot.pickUp();
    slot.finish(FakeSlotChannel.QUICK);
    slot.pickUp();
    slot.finish(FakeSlotChannel.QUICK);
    slot.die();

    assertThat(finished).allMatch(exchange -> exchange.status() == 502);
    assertThat(dispatcher.waiting()).isEqualTo(1);
    slotOf(2).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(untouched.answered()).isTrue();
  }

  /** Between the inbox and the app's call only the end of the thread makes sure. */
  @Test
  void whatAThreadMayStillStartIsNotGivenToAnother() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange taken = request("/taken");
    FakeExchange untouched = request("/untouched");
    slot.receive();
    slot.breakOff();
    assertThat(taken.status()).isEqualTo(502);
    assertThat(untouched.ended()).isFalse();

    FakeSlotChannel ended = slotOf(2);
    ended.receive();
    ended.die();
    slotOf(3).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(untouched.answered()).isTrue();
  }

  /** Its next request is there already, and comes while the slot is being given up. */
  @Test
  void whatItsClientHasPipelinedIsGivenToAnother() {
    FakeSlotChannel lost = slotOf(1);
    FakeExchange first = request("/first");
    FakeExchange second = new FakeExchange("/second");
    first.whenEnded(() -> dispatcher.handle(second));
    lost.pickUp();
    lost.die();
    assertThat(first.status()).isEqualTo(502);
    slotOf(2).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(second.answered()).isTrue();
    assertThat(dispatcher.running()).isZero();
  }

  @Test
  void aDeathInTheMiddleOfAnAnswerCutsIt() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange cut = begunBy(slot);
    slot.piece("half");
    slot.die();
    assertThat(cut.aborted()).isTrue();
    assertThat(cut.received()).isEqualTo("half");
  }

  /** What breaks the protocol costs the slot; the client must not wait for the rest for ever. */
  @Test
  void aSecondAnswerToARequestThatIsBeingAnsweredCutsIt() {
    int id = 0;
    for (Consumer<FakeSlotChannel> second :
        List.<Consumer<FakeSlotChannel>>of(
            slot -> slot.answer(FakeSlotChannel.QUICK),
            FakeSlotChannel::answerFile,
            FakeSlotChannel::begin)) {
      FakeSlotChannel slot = slotOf(++id);
      FakeExchange begun = begunBy(slot);
      assertThatThrownBy(() -> second.accept(slot)).hasMessageContaining("has no place");
      slot.die();
      assertThat(begun.aborted()).isTrue();
    }
  }

  @Test
  void anAnswerThatGoesOnWithoutABeginningIsAFailure() {
    int id = 0;
    for (Consumer<FakeSlotChannel> next :
        List.<Consumer<FakeSlotChannel>>of(slot -> slot.piece("a"), FakeSlotChannel::end)) {
      FakeSlotChannel slot = slotOf(++id);
      FakeExchange asked = request("/");
      slot.pickUp();
      assertThatThrownBy(() -> next.accept(slot)).hasMessageContaining("has no place");
      slot.breakOff();
      assertThat(asked.status()).isEqualTo(502);
    }
  }
}
