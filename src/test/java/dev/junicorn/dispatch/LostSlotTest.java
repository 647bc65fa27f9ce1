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
    List<FakeSlotChannel> first = worker(1, 1);
    FakeExchange started = request("/started");
    first.get(0).pickUp();
    FakeExchange waiting = request("/waiting");
    first.get(0).die();

    assertThat(started.status()).isEqualTo(502);
    assertThat(waiting.ended()).isFalse();
    worker(2, 1).get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(waiting.answered()).isTrue();
    assertThat(waiting.workerPid()).isEqualTo(1002);
    assertThat(events).hasExactlyElementsOfTypes(RequestInterrupted.class);
    assertThat(dispatcher.running()).isZero();
  }

  /** The thread has done with them, and their answers were never read. */
  @Test
  void whatWasAnsweredUnreadIsNotRunAgain() {
    FakeSlotChannel slot = worker(1, 1).get(0);
    List<FakeExchange> finished = requests(2, "/finished");
    FakeExchange untouched = request("/untouched");
    slot.pickUp();
    slot.finish(FakeSlotChannel.QUICK);
    slot.pickUp();
    slot.finish(FakeSlotChannel.QUICK);
    slot.die();

    assertThat(finished).allMatch(exchange -> exchange.status() == 502);
    assertThat(dispatcher.waiting()).isEqualTo(1);
    worker(2, 1).get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(untouched.answered()).isTrue();
  }

  /** Between the inbox and the app's call only the end of the thread makes sure. */
  @Test
  void whatAThreadMayStillStartIsNotGivenToAnother() {
    FakeSlotChannel slot = worker(1, 1).get(0);
    FakeExchange taken = request("/taken");
    FakeExchange untouched = request("/untouched");
    slot.receive();
    slot.breakOff();
    assertThat(taken.status()).isEqualTo(502);
    assertThat(untouched.ended()).isFalse();

    FakeSlotChannel ended = worker(2, 1).get(0);
    ended.receive();
    ended.die();
    worker(3, 1).get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(untouched.answered()).isTrue();
  }

  /** Its next request is there already, and comes while the slot is being given up. */
  @Test
  void whatItsClientHasPipelinedIsGivenToAnother() {
    FakeSlotChannel lost = worker(1, 1).getFirst();
    FakeExchange first = request("/first");
    FakeExchange second = new FakeExchange("/second");
    first.whenEnded(() -> dispatcher.handle(second));
    lost.pickUp();
    lost.die();
    assertThat(first.status()).isEqualTo(502);
    worker(2, 1).getFirst().pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(second.answered()).isTrue();
    assertThat(dispatcher.running()).isZero();
  }

  @Test
  void aDeathInTheMiddleOfAnAnswerCutsIt() {
    List<FakeSlotChannel> slots = worker(1, 1);
    FakeExchange cut = request("/");
    slots.get(0).pickUp();
    slots.get(0).begin();
    slots.get(0).piece("half");
    slots.get(0).die();
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
      FakeSlotChannel slot = worker(++id, 1).get(0);
      FakeExchange begun = request("/");
      slot.pickUp();
      slot.begin();
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
      FakeSlotChannel slot = worker(++id, 1).get(0);
      FakeExchange asked = request("/");
      slot.pickUp();
      assertThatThrownBy(() -> next.accept(slot)).hasMessageContaining("has no place");
      slot.breakOff();
      assertThat(asked.status()).isEqualTo(502);
    }
  }
}
