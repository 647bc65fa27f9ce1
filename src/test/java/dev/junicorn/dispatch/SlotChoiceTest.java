package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.channel.SendResult;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.testing.FakeExchange;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Which slot a request is sent to, and when it is taken back from there. */
class SlotChoiceTest extends DispatcherTestBase {

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

  @Test
  void nothingIsSentAheadBehindARequestThatIsKnownToBlock() {
    List<FakeSlotChannel> slots = worker(1, 2);
    request("/io");
    slots.get(0).pickUpAndAnswer(FakeSlotChannel.BLOCKED);
    request("/io");
    request("/quick");
    assertThat(slots).allMatch(slot -> slot.waitingInInbox() == 1);
    request("/quick");
    assertThat(slots.get(1).waitingInInbox()).isEqualTo(2);
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
    slot.sendingEndsIn(new SendResult.CannotBeStored(new AccessDeniedException("/spool")));
    FakeExchange large = request("/large");
    assertThat(large.status()).isEqualTo(503);
    assertThat(dispatcher.waiting()).isZero();
    assertThat(events)
        .singleElement()
        .extracting(ServerEvent::describe)
        .asString()
        .contains("GET /large", "a worker: permission denied: /spool. Make room", "ulimit -n");

    slot.sendingEndsIn(SendResult.Plain.SENT);
    FakeExchange small = request("/small");
    slot.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(small.answered()).isTrue();
  }
}
