package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.DeadlineEvent;
import dev.junicorn.testing.FakeExchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With {@code --timeout 2}. */
class SilentWorkersTest extends DispatcherTestBase {

  private static final long LATE = Deadlines.STEP_MILLIS;

  SilentWorkersTest() {
    super(new DispatchSettings(100, Duration.ofSeconds(60), Duration.ofSeconds(2), false));
  }

  @Test
  void aRequestWhoseAnswerIsOnItsWayIsNoSilence() {
    List<FakeSlotChannel> slots = worker(1, 1);
    request("/");
    slots.get(0).pickUp(loop.now());
    advance(200);
    slots.get(0).finish(FakeSlotChannel.QUICK);
    advance(LATE);
    assertThat(watch.pings()).isZero();
  }

  @Test
  void whatASilentWorkerHasNotTouchedGoesToOthers() {
    List<FakeSlotChannel> silent = worker(1, 2);
    FakeExchange untouched = request("/");
    List<FakeSlotChannel> other = worker(2, 1, new FakeWatch());
    advance(100 + LATE);
    assertThat(silent.get(0).waitingInInbox()).isZero();
    other.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(untouched.answered()).isTrue();
    assertThat(watch.pings()).isEqualTo(1);

    request("/second");
    other.get(0).pickUp(loop.now());
    request("/third");
    advance(5);
    assertThat(silent).as("it gets nothing until it answers").noneMatch(FakeSlotChannel::hasWork);
    watch.pong(true);
    assertThat(silent).anyMatch(FakeSlotChannel::hasWork);
  }

  @Test
  void aWorkerWhoseThreadsDoNotGetTheGilIsGivenNothingMoreToHold() {
    List<FakeSlotChannel> silent = worker(1, 3);
    List<FakeSlotChannel> other = worker(2, 1, new FakeWatch());
    request("/holds-the-gil");
    silent.get(0).pickUp(loop.now());
    request("/slow");
    other.get(0).pickUp(loop.now());
    request("/held");
    advance(5);
    silent.get(1).receive();
    advance(100 + LATE);
    FakeExchange next = request("/next");
    assertThat(silent.get(2).waitingInInbox()).isZero();
    other.get(0).answer(FakeSlotChannel.QUICK);
    other.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(next.answered()).isTrue();
    request("/more");
    other.get(0).pickUp(loop.now());
    advance(5);
    request("/last");
    watch.pong(true);
    assertThat(silent.get(2).waitingInInbox()).isEqualTo(1);
  }

  @Test
  void aWorkerThatStaysSilentIsToldOfAndReplaced() {
    worker(1, 1);
    FakeExchange waits = request("/");
    advance(1200);
    watch.showStack(0, 0);
    assertThat(events).hasExactlyElementsOfTypes(DeadlineEvent.Silent.class);
    assertThat(watch.replacements()).isEmpty();
    advance(1000);
    assertThat(watch.replacements()).containsExactly("it does not answer");
    assertThat(waits.ended()).isFalse();
    watch.pong(true);
    assertThat(events.getLast()).isInstanceOf(DeadlineEvent.Answers.class);
  }

  @Test
  void aWorkerThatAnswersBeforeItsSilenceIsToldIsNotSpokenOf() {
    worker(1, 1);
    request("/");
    advance(1200);
    watch.pong(true);
    watch.showStack(0, 0);
    assertThat(events).isEmpty();
  }

  @Test
  void aSilentWorkerThatIsReplacedIsNotWaitedFor() {
    List<FakeSlotChannel> slots = worker(1, 2);
    request("/holds-the-gil");
    slots.get(0).pickUp(loop.now());
    FakeExchange waits = request("/");
    advance(5);
    slots.get(1).receive(); // its thread does not get the GIL to call the app
    advance(3200);
    assertThat(watch.replacements()).hasSize(1);
    assertThat(watch.kills()).as("before another one is ready").isZero();
    dispatcher.drain(1, () -> {});
    assertThat(watch.kills()).isEqualTo(1);
    assertThat(waits.ended()).isFalse();
    List<FakeSlotChannel> next = worker(2, 1, new FakeWatch());
    slots.forEach(FakeSlotChannel::die);
    next.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(waits.answered()).as("it was never started").isTrue();
  }

  @Test
  void aWorkerIsNotSilentWhileTheServerStandsStill() {
    worker(1, 1);
    request("/");
    advance(200);
    loop.standStill(1, TimeUnit.HOURS);
    advance(2 * LATE);
    watch.showStack(0, 0);
    watch.pong(true);
    assertThat(watch.replacements()).isEmpty();
    assertThat(events).isEmpty();
  }
}
