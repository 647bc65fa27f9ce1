package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.DeadlineEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.FakeExchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** With {@code --timeout 2}. */
class DeadlinesTest extends DispatcherTestBase {

  private static final long LATE = Deadlines.STEP_MILLIS;

  DeadlinesTest() {
    super(timeout(Duration.ofSeconds(2)));
  }

  @Test
  void atHalfTimeTheStackOfThatThreadIsTold() {
    List<FakeSlotChannel> slots = worker(1, 2);
    request("/stuck");
    int id = slots.get(0).pickUp(loop.now());
    advance(1000 + LATE);
    assertThat(events).isEmpty();
    watch.showStack(0, id);
    assertThat(events).hasExactlyElementsOfTypes(DeadlineEvent.Near.class);
    assertThat(events.getFirst().describe())
        .contains("GET /stuck", "slot 0 of worker 1 (pid 1001)", "2.0 s (--timeout)")
        .contains("File \"/srv/app.py\", line 7, in view\n    wait()");
    advance(500);
    assertThat(events).as("once").hasSize(1);
  }

  @Test
  void nothingIsSaidOfARequestThatWasAnsweredWhileItWasLookedAt() {
    List<FakeSlotChannel> slots = worker(1, 1);
    request("/slow");
    int id = slots.get(0).pickUp(loop.now());
    advance(1000 + LATE);
    slots.get(0).answer(FakeSlotChannel.BLOCKED);
    watch.showStack(0, id);
    assertThat(events).isEmpty();
  }

  @Test
  void theClockStartsWhenTheAppIsCalled() {
    List<FakeSlotChannel> slots = worker(1, 1);
    FakeExchange request = request("/");
    advance(90);
    slots.get(0).pickUp(loop.now());
    advance(1950);
    assertThat(request.ended()).isFalse();
    advance(50 + LATE);
    assertThat(request.status()).isEqualTo(504);
    assertThat(request.failure())
        .isEqualTo(new Failure.DeadlineExceeded(Duration.ofSeconds(2)))
        .extracting(Failure::message)
        .isEqualTo("The app did not answer within 2 s (--timeout).");
  }

  /** Others to its path let brief ones pass. */
  @Test
  void whatIsEndedForItsAgeIsKnownToBeSlow() {
    FakeSlotChannel stuck = slotOf(1);
    request("/stuck");
    stuck.pickUp(loop.now());
    advance(1000);
    FakeSlotChannel other = slotOf(2);
    request("/other");
    other.pickUp(loop.now());
    advance(5);
    List<FakeExchange> waiting = requests(5, "/stuck");
    FakeExchange health = request("/health");
    advance(1000 + LATE);
    other.answer(FakeSlotChannel.QUICK);
    other.pickUpAndAnswer(FakeSlotChannel.BLOCKED);
    other.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(health.answered()).isTrue();
    assertThat(waiting).filteredOn(FakeExchange::ended).hasSize(1);
  }

  /** Nothing is to begin in a thread that an exception is on its way to. */
  @Test
  void whatIsBehindItIsTakenBackBeforeTheInterrupt() {
    FakeSlotChannel slot = worker(1, 1).get(0);
    request("/quick");
    request("/stuck");
    slot.pickUp(loop.now());
    slot.finish(FakeSlotChannel.QUICK);
    slot.pickUp(loop.now());
    advance(2000 + LATE - 1);
    slot.read(); // only now the server sees that the other one runs
    FakeExchange behind = request("/behind");
    assertThat(slot.waitingInInbox()).isEqualTo(1);

    List<Integer> inInbox = new ArrayList<>();
    watch.onInterrupt(interrupted -> inInbox.add(slot.waitingInInbox()));
    advance(1);
    assertThat(inInbox).containsExactly(0);
    assertThat(slot.waitingInInbox()).as("until the interrupt is settled").isZero();
    worker(2, 1).get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(behind.answered()).isTrue();
  }

  @Test
  void anAnswerThatHasBegunIsCut() {
    List<FakeSlotChannel> slots = worker(1, 1);
    FakeExchange request = request("/");
    slots.get(0).pickUp(loop.now());
    slots.get(0).begin();
    slots.get(0).piece("half");
    advance(2000 + LATE);
    assertThat(request.aborted()).isTrue();
    assertThat(request.received()).isEqualTo("half");
  }

  /** Otherwise it waits for ever for somebody to read, and costs the worker. */
  @Test
  void aThreadThatItsClientHoldsUpIsLetGo() {
    FakeSlotChannel slot = worker(1, 1).get(0);
    FakeExchange slow = request("/");
    int id = slot.pickUp(loop.now());
    slot.begin();
    slow.writable(false);
    slot.piece("much");
    assertThat(slot.paused()).isTrue();
    advance(2000 + LATE);
    assertThat(slow.aborted()).isTrue();
    assertThat(slot.paused()).isFalse();
    assertThat(slot.left()).isEqualTo(id);

    slot.stop();
    watch.settle(true);
    assertThat(slot.left()).isZero();
    FakeExchange next = request("/next");
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(next.answered()).isTrue();
  }

  @Test
  void ofAnAnswerThatHasBegunItIsSaidThatItIsCut() {
    List<FakeSlotChannel> slots = worker(1, 1);
    request("/events");
    int id = slots.get(0).pickUp(loop.now());
    slots.get(0).begin();
    advance(1000 + LATE);
    watch.showStack(0, id);
    advance(1000);
    watch.showStack(0, id);
    assertThat(events).hasSize(2);
    assertThat(events.get(0).describe())
        .contains("at 2.0 s (--timeout) its answer, which has begun, is cut; event streams")
        .doesNotContain("504", "stuck");
    assertThat(events.get(1).describe())
        .startsWith("Cut the answer of GET /events")
        .contains("`--timeout 0`")
        .doesNotContain("504", "stuck");
  }

  /** Apps stand still with the machine; what they have done meanwhile is still to be read. */
  @Test
  void whatPassesWhileTheServerStandsStillIsNotTheApps() {
    FakeSlotChannel slot = slotOf(1);
    FakeExchange request = request("/");
    slot.pickUp(loop.now());
    advance(900);
    loop.standStill(1, TimeUnit.HOURS);
    advance(1050);
    assertThat(request.ended()).isFalse();
    advance(50 + LATE);
    assertThat(request.failure()).isEqualTo(new Failure.DeadlineExceeded(Duration.ofSeconds(2)));
  }

  @Test
  void aThreadThatHasComeBackWhileTheServerStoodStillIsUsedAgain() {
    FakeSlotChannel slot = slotOf(1);
    request("/stuck");
    slot.pickUp(loop.now());
    advance(2000 + LATE);
    loop.standStill(1, TimeUnit.HOURS);
    advance(2 * LATE);
    watch.settle(true);
    slot.fail();
    assertThat(watch.replacements()).isEmpty();
    request("/next");
    assertThat(slot.waitingInInbox()).isEqualTo(1);
  }

  @Test
  void zeroIsForEver() {
    dispatcher = dispatcher(timeout(Duration.ZERO));
    List<FakeSlotChannel> slots = worker(1, 1);
    FakeExchange request = request("/");
    slots.get(0).pickUp(loop.now());
    loop.advance(1, TimeUnit.HOURS);
    assertThat(request.ended()).isFalse();
    assertThat(events).isEmpty();
  }

  @Test
  void aThreadThatComesBackIsUsedAgainOnceTheInterruptIsSettled() {
    List<FakeSlotChannel> slots = worker(1, 1);
    request("/stuck");
    slots.get(0).pickUp(loop.now());
    advance(2000 + LATE);
    FakeExchange next = request("/next");
    slots.get(0).fail();
    assertThat(slots.get(0).waitingInInbox()).as("while the exception may still hit").isZero();

    watch.settle(true);
    assertThat(slots.get(0).waitingInInbox()).isEqualTo(1);
    slots.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(next.answered()).isTrue();
    advance(5000);
    assertThat(watch.replacements()).isEmpty();
    watch.showStack(0, 1);
    assertThat(events)
        .as("in this order")
        .hasExactlyElementsOfTypes(DeadlineEvent.Exceeded.class, DeadlineEvent.CameBack.class);
    assertThat(dispatcher.running()).isZero();
  }

  @Test
  void theInterruptMayBeSettledBeforeTheLastFrameArrives() {
    List<FakeSlotChannel> slots = worker(1, 1);
    request("/just-in-time");
    slots.get(0).pickUp(loop.now());
    advance(2000 + LATE);
    request("/next");
    watch.settle(true);
    assertThat(slots.get(0).waitingInInbox()).isZero();
    slots.get(0).answer(FakeSlotChannel.BLOCKED);
    assertThat(slots.get(0).waitingInInbox()).isEqualTo(1);
  }

  @Test
  void aThreadThatLetsGoWithoutAnAnswerIsUsedAgain() {
    List<FakeSlotChannel> slots = worker(1, 1);
    request("/stuck");
    slots.get(0).pickUp(loop.now());
    advance(2000 + LATE);
    slots.get(0).free();
    watch.settle(true);
    request("/next");
    assertThat(slots.get(0).waitingInInbox()).isEqualTo(1);
  }

  @Test
  void aThreadThatDoesNotComeBackHasItsWorkerReplacedOnce() {
    List<FakeSlotChannel> slots = worker(1, 2);
    request("/stuck");
    slots.get(0).pickUp(loop.now());
    request("/stuck-too");
    advance(5);
    slots.get(1).pickUp(loop.now());
    advance(2000 + LATE + 900);
    assertThat(watch.replacements()).isEmpty();
    advance(200);
    assertThat(watch.replacements()).containsExactly("a thread hangs in GET /stuck (--timeout)");
    watch.showStack(0, 1);
    assertThat(events).filteredOn(DeadlineEvent.Stuck.class::isInstance).hasSize(1);
  }

  @Test
  void aThreadIsNotUsedAgainWhereNobodyKnowsWhetherTheInterruptIsOver() {
    List<FakeSlotChannel> slots = worker(1, 1);
    request("/stuck");
    slots.get(0).pickUp(loop.now());
    advance(2000 + LATE);
    watch.settle(false);
    slots.get(0).fail();
    request("/next");
    assertThat(slots.get(0).waitingInInbox()).isZero();
    advance(1100);
    assertThat(watch.replacements()).hasSize(1);
  }

  @Test
  void aDrainingWorkerDoesNotWaitForAStuckSlotButForTheOthers() {
    List<FakeSlotChannel> slots = worker(1, 2);
    request("/stuck");
    slots.get(0).pickUp(loop.now());
    advance(2000 + LATE);
    FakeExchange neighbour = request("/neighbour");
    slots.get(1).pickUp(loop.now());
    List<String> log = new ArrayList<>();
    dispatcher.drain(1, () -> log.add("idle"));
    assertThat(log).isEmpty();
    slots.get(1).answer(FakeSlotChannel.QUICK);
    assertThat(neighbour.answered()).isTrue();
    assertThat(log).containsExactly("idle");
    slots.get(0).die();
    slots.get(1).die();
    assertThat(dispatcher.running()).isZero();
  }

  private static DispatchSettings timeout(Duration time) {
    return new DispatchSettings(100, Duration.ofSeconds(60), time, false);
  }
}
