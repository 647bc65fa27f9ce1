package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.junicorn.channel.SendResult;
import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.FakeExchange;
import dev.junicorn.testing.ManualLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DispatcherTest {

  private final ManualLoop loop = new ManualLoop();
  private final List<ServerEvent> events = new ArrayList<>();
  private Dispatcher dispatcher = dispatcher(100, Duration.ofSeconds(60));

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
  void anIdleWorkerComesBeforeAnotherSlotOfABusyOne() {
    List<FakeSlotChannel> first = worker(1, 2);
    List<FakeSlotChannel> second = worker(2, 2);
    request("/a");
    request("/b");
    assertThat(first.get(0).waitingInInbox()).isEqualTo(1);
    assertThat(second.get(0).waitingInInbox()).isEqualTo(1);
  }

  @Test
  void quickRequestsFollowEachOtherInOneThread() {
    List<FakeSlotChannel> slots = worker(1, 3);
    requests(1 + WorkerRoster.MAX_AHEAD + 2, "/quick");
    assertThat(slots.get(0).waitingInInbox()).isEqualTo(1 + WorkerRoster.MAX_AHEAD);
    assertThat(slots.get(1).hasWork()).isFalse();
    assertThat(dispatcher.waiting()).isEqualTo(2);

    slots.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(slots.get(0).waitingInInbox()).isEqualTo(1 + WorkerRoster.MAX_AHEAD);
    assertThat(dispatcher.waiting()).isEqualTo(1);
  }

  @Test
  void nothingWaitsBehindARequestThatTurnsOutSlow() {
    List<FakeSlotChannel> slots = worker(1, 3);
    requests(3, "/");
    slots.get(0).pickUp();
    loop.advance(2 * WorkerRoster.STALLED_NANOS, TimeUnit.NANOSECONDS);

    assertThat(slots.get(0).waitingInInbox()).isZero();
    assertThat(slots.get(1).hasWork()).isTrue();
  }

  /** The slot that was sent requests ahead is not the hot one any more when it stalls. */
  @Test
  void nothingWaitsBehindASlowRequestOfASlotThatHasCooledDown() {
    List<FakeSlotChannel> slots = worker(1, 3);
    request("/io");
    slots.get(0).pickUpAndAnswer(FakeSlotChannel.BLOCKED);
    request("/turns-out-slow");
    slots.get(0).pickUp();
    FakeExchange ahead = request("/quick");
    assertThat(slots.get(0).waitingInInbox()).isEqualTo(1);
    request("/io");
    slots.get(1).pickUp();
    loop.advance(2 * WorkerRoster.STALLED_NANOS, TimeUnit.NANOSECONDS);

    assertThat(slots.get(0).waitingInInbox()).isZero();
    slots.get(2).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(ahead.answered()).isTrue();
  }

  @Test
  void queuedRequestsGetOtherThreadsWhenTheHotOneStalls() {
    List<FakeSlotChannel> slots = worker(1, 3);
    requests(6, "/");
    slots.get(0).pickUp();
    loop.advance(2 * WorkerRoster.STALLED_NANOS, TimeUnit.NANOSECONDS);
    slots.get(1).pickUp();
    loop.advance(2 * WorkerRoster.STALLED_NANOS, TimeUnit.NANOSECONDS);
    slots.get(2).pickUp();
    loop.advance(2 * WorkerRoster.STALLED_NANOS, TimeUnit.NANOSECONDS);

    assertThat(slots).allMatch(FakeSlotChannel::isRunning);
    assertThat(slots).allMatch(slot -> slot.waitingInInbox() == 0);
    assertThat(dispatcher.waiting()).isEqualTo(3);
  }

  @Test
  void requestsThatBlockGetAThreadEach() {
    List<FakeSlotChannel> slots = worker(1, 4);
    request("/io");
    slots.get(0).pickUpAndAnswer(FakeSlotChannel.BLOCKED);
    requests(4, "/io");
    assertThat(slots).allMatch(slot -> slot.waitingInInbox() == 1);
  }

  @Test
  void anIdleWorkerTakesWhatWaitsInAnothersInbox() {
    List<FakeSlotChannel> first = worker(1, 1);
    requests(3, "/");
    first.get(0).pickUp();
    loop.advance(1, TimeUnit.MILLISECONDS);
    List<FakeSlotChannel> second = worker(2, 1);
    assertThat(second.get(0).hasWork()).isTrue();
    assertThat(first.get(0).waitingInInbox() + second.get(0).waitingInInbox()).isEqualTo(2);
  }

  @Test
  void aFullQueueSaysSo() {
    dispatcher = dispatcher(2, Duration.ZERO);
    requests(2, "/");
    FakeExchange refused = request("/");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.failure()).isInstanceOf(Failure.QueueFull.class);
    assertThat(refused.failure().message()).contains("2 requests").contains("--queue-limit");
    assertThat(refused.failure().retryAfter()).isPositive();
  }

  @Test
  void waitingHasAnEnd() {
    dispatcher = dispatcher(10, Duration.ofSeconds(2));
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
  void nobodyIsLateWhileTheAppStarts() {
    dispatcher = dispatcher(10, Duration.ofSeconds(2));
    FakeExchange early = request("/");
    loop.advance(60, TimeUnit.SECONDS);
    assertThat(early.ended()).isFalse();
    worker(1, 1).get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(early.answered()).isTrue();
  }

  @Test
  void whoLeavesTheQueueNeverReachesPython() {
    List<FakeSlotChannel> slots = worker(1, 1);
    requests(1 + WorkerRoster.MAX_AHEAD, "/");
    FakeExchange gone = request("/gone");
    assertThat(dispatcher.waiting()).isEqualTo(1);
    gone.leave();
    assertThat(dispatcher.waiting()).isZero();
    assertThat(gone.status()).isEqualTo(499);
    for (int i = 0; i < 1 + WorkerRoster.MAX_AHEAD; i++) {
      slots.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    }
    assertThat(slots.get(0).hasWork()).isFalse();
  }

  @Test
  void whoLeavesFromAnInboxNeverReachesPythonEither() {
    List<FakeSlotChannel> slots = worker(1, 1);
    request("/running");
    slots.get(0).pickUp();
    FakeExchange gone = request("/gone");
    FakeExchange stays = request("/stays");
    gone.leave();
    assertThat(gone.status()).isEqualTo(499);
    assertThat(slots.get(0).waitingInInbox()).isEqualTo(1);
    slots.get(0).answer(FakeSlotChannel.QUICK);
    slots.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(stays.answered()).isTrue();
  }

  @Test
  void whoOnlyClosesTheSendingSideGetsItsAnswerFromAFreeSlot() {
    List<FakeSlotChannel> slots = worker(1, 1);
    FakeExchange halfClosed = request("/");
    halfClosed.leave();
    slots.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(halfClosed.answered()).isTrue();
  }

  @Test
  void aRunningRequestOutlivesItsClient() {
    List<FakeSlotChannel> slots = worker(1, 1);
    FakeExchange left = request("/");
    slots.get(0).pickUp();
    left.leave();
    assertThat(left.ended()).isFalse();
    slots.get(0).answer(FakeSlotChannel.QUICK);
    assertThat(left.answered()).isTrue();
  }

  @Test
  void theThreadIsToldThatNobodyTakesMoreOfItsAnswer() {
    FakeSlotChannel slot = worker(1, 1).get(0);
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
    FakeSlotChannel slot = worker(1, 1).get(0);
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
    FakeSlotChannel slot = worker(1, 1).get(0);
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
    FakeSlotChannel slot = worker(1, 1).get(0);
    FakeExchange left = request("/");
    left.disconnect(); // still in the inbox, where it begins at once
    assertThat(slot.left()).isPositive();
    dispatcher.drain(1, () -> {});
    assertThat(slot.waitingInInbox()).isZero();
    assertThat(slot.left()).isZero();
    assertThat(left.status()).as("it is not given to another").isEqualTo(499);
    assertThat(dispatcher.waiting()).isZero();
  }

  @Test
  void whoOnlyClosedTheSendingSideIsServedByAnother() {
    FakeExchange halfClosed = request("/");
    worker(1, 1);
    halfClosed.leave();
    dispatcher.drain(1, () -> {});
    worker(2, 1).get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(halfClosed.answered()).isTrue();
  }

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

  @Test
  void whatAFullInboxHasNoRoomForGoesToAFreeSlot() {
    List<FakeSlotChannel> slots = worker(1, 2);
    request("/first");
    slots.get(0).sendingEndsIn(SendResult.Plain.NO_ROOM);
    FakeExchange large = request("/large");
    assertThat(slots.get(0).waitingInInbox()).isEqualTo(1);
    slots.get(1).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(large.answered()).isTrue();
  }

  @Test
  void whereNoneIsFreeItWaitsForTheFirst() {
    FakeSlotChannel slot = worker(1, 1).get(0);
    request("/first");
    slot.sendingEndsIn(SendResult.Plain.NO_ROOM);
    FakeExchange large = request("/large");
    assertThat(dispatcher.waiting()).isEqualTo(1);
    slot.sendingEndsIn(SendResult.Plain.SENT);
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(large.answered()).isTrue();
  }

  /** Nothing runs then whose end would be a reason to try again. */
  @Test
  void aFreeSlotThatTheKernelHasNoMemoryForIsTriedAgain() {
    FakeSlotChannel slot = worker(1, 1).get(0);
    slot.sendingEndsIn(SendResult.Plain.NO_ROOM);
    FakeExchange waits = request("/");
    assertThat(dispatcher.waiting()).isEqualTo(1);
    slot.sendingEndsIn(SendResult.Plain.SENT);
    loop.advance(2, TimeUnit.MILLISECONDS);
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(waits.answered()).isTrue();
  }

  @Test
  void aSlotThatIsGoneIsPassedOver() {
    List<FakeSlotChannel> ghost = worker(1, 2);
    ghost.forEach(slot -> slot.sendingEndsIn(SendResult.Plain.SLOT_GONE));
    List<FakeSlotChannel> healthy = worker(2, 1);
    FakeExchange lucky = request("/");
    healthy.get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(lucky.answered()).isTrue();
    assertThat(dispatcher.snapshot().slots()).hasSize(1);
  }

  @Test
  void aWorkerWithoutSlotsServesNobodyAndHoldsNobodyUp() {
    worker(1, 0);
    FakeExchange waits = request("/");
    List<String> log = new ArrayList<>();
    dispatcher.drain(1, () -> log.add("idle"));
    assertThat(log).containsExactly("idle");
    worker(2, 1).get(0).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(waits.answered()).isTrue();
  }

  @Test
  void whatCannotBeStoredIsRefusedAndHoldsNobodyUp() {
    FakeSlotChannel slot = worker(1, 1).get(0);
    slot.sendingEndsIn(new SendResult.CannotBeStored(new IOException("No space left on device")));
    FakeExchange large = request("/large");
    assertThat(large.status()).isEqualTo(503);
    assertThat(dispatcher.waiting()).isZero();
    assertThat(events)
        .singleElement()
        .extracting(ServerEvent::describe)
        .asString()
        .contains("GET /large", "No space left on device", "ulimit -n");

    slot.sendingEndsIn(SendResult.Plain.SENT);
    FakeExchange small = request("/small");
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(small.answered()).isTrue();
  }

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

  private Dispatcher dispatcher(int limit, Duration timeout) {
    return new Dispatcher(
        loop, new DispatchSettings(limit, timeout, Duration.ZERO, false), events::add, loop::now);
  }

  private List<FakeSlotChannel> worker(int id, int threads) {
    List<FakeSlotChannel> slots =
        IntStream.range(0, threads).mapToObj(FakeSlotChannel::new).toList();
    dispatcher.join(new RosterWorker(id, 1000 + id, slots, new FakeWatch(), () -> {}));
    return slots;
  }

  private FakeExchange request(String path) {
    FakeExchange exchange = new FakeExchange(path);
    dispatcher.handle(exchange);
    return exchange;
  }

  private List<FakeExchange> requests(int count, String path) {
    return IntStream.range(0, count).mapToObj(i -> request(path)).toList();
  }
}
