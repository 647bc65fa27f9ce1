package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.junicorn.event.CrashEvent.Consequence;
import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.FakeExchange;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Workers that are lost to one request that hangs: {@code --timeout 2 --replay-safe}. */
class CulpritTest extends DispatcherTestBase {

  private static final long OVER_ITS_DEADLINE = 2000 + Deadlines.STEP_MILLIS;
  private static final long UNTIL_IT_IS_ABANDONED = OVER_ITS_DEADLINE + 1100;

  CulpritTest() {
    super(new DispatchSettings(10, Duration.ofSeconds(60), Duration.ofSeconds(2), true));
  }

  @Test
  void neighboursAreRunAgainHoweverOftenOthersCostThemTheirWorker() {
    List<List<FakeSlotChannel>> workers = List.of(worker(1, 2), worker(2, 2), worker(3, 2));
    for (List<FakeSlotChannel> slots : workers) {
      request("/hangs");
      slots.getFirst().pickUp(loop.now());
    }
    advance(UNTIL_IT_IS_ABANDONED);
    FakeExchange neighbour = request("/neighbour");
    for (int i = 0; i < workers.size(); i++) {
      List<FakeSlotChannel> slots = holderOfTheNextRequest(workers);
      slots.getLast().pickUp(loop.now());
      dispatcher.drain(1 + workers.indexOf(slots), () -> {});
      slots.forEach(FakeSlotChannel::die);
      assertThat(neighbour.ended()).isFalse();
    }
    worker(4, 2).getFirst().pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(neighbour.answered()).isTrue();
    assertThat(interrupted())
        .extracting(RequestInterrupted::target, RequestInterrupted::deaths)
        .containsExactly(tuple("/neighbour", 0), tuple("/neighbour", 0), tuple("/neighbour", 0));
  }

  /** Until another one is ready it serves on, and may die of what it was given since. */
  @Test
  void whatEndsWorkersThatAreToBeReplacedIsQuarantinedAllTheSame() {
    List<List<FakeSlotChannel>> workers = List.of(worker(1, 2), worker(2, 2));
    for (List<FakeSlotChannel> slots : workers) {
      hang("/hangs", slots);
    }
    advance(UNTIL_IT_IS_ABANDONED);
    FakeExchange poison = request("/poison");
    for (int i = 0; i < workers.size(); i++) {
      List<FakeSlotChannel> slots = holderOfTheNextRequest(workers);
      slots.getLast().pickUp(loop.now());
      dispatcher.shun(1 + workers.indexOf(slots)); // its control stream ends first
      slots.forEach(FakeSlotChannel::die);
    }
    assertThat(poison.failure()).isEqualTo(new Failure.Quarantined(2));
  }

  @Test
  void whatHasCostAWorkerOnceIsNotRunAgain() {
    hang("/hangs", worker(1, 2));
    advance(UNTIL_IT_IS_ABANDONED);
    List<FakeSlotChannel> next = worker(2, 2);
    FakeExchange retry = request("/hangs");
    next.getFirst().pickUp(loop.now());
    next.forEach(FakeSlotChannel::die);
    assertThat(retry.failure()).isInstanceOf(Failure.WorkerDied.class);
    assertThat(interrupted())
        .extracting(RequestInterrupted::consequence)
        .containsExactly(Consequence.ANSWERED_502);
  }

  /** A worker that dies before anybody gave it up may have died of anything. */
  @Test
  void neighboursAreSuspectsWhileTheThreadMayStillComeBack() {
    List<FakeSlotChannel> slots = worker(1, 2);
    hang("/hangs", slots);
    advance(OVER_ITS_DEADLINE);
    request("/neighbour");
    slots.getLast().pickUp(loop.now());
    slots.forEach(FakeSlotChannel::die);
    assertThat(interrupted())
        .extracting(RequestInterrupted::target, RequestInterrupted::deaths)
        .containsExactly(tuple("/neighbour", 1));
  }

  private static List<FakeSlotChannel> holderOfTheNextRequest(List<List<FakeSlotChannel>> workers) {
    return workers.stream()
        .filter(worker -> worker.getLast().waitingInInbox() == 1)
        .findFirst()
        .orElseThrow();
  }

  private void hang(String path, List<FakeSlotChannel> slots) {
    request(path);
    slots.getFirst().pickUp(loop.now());
  }

  private List<RequestInterrupted> interrupted() {
    return events.stream()
        .filter(RequestInterrupted.class::isInstance)
        .map(RequestInterrupted.class::cast)
        .toList();
  }
}
