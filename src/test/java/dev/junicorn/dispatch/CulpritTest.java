package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.junicorn.event.CrashEvent.Consequence;
import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.FakeExchange;
import dev.junicorn.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Workers that are lost to one request that hangs: {@code --timeout 2 --replay-safe}. */
class CulpritTest {

  private static final long OVER_ITS_DEADLINE = 2000 + Deadlines.STEP_MILLIS;
  private static final long UNTIL_IT_IS_ABANDONED = OVER_ITS_DEADLINE + 1100;

  private final ManualLoop loop = new ManualLoop();
  private final List<ServerEvent> events = new ArrayList<>();
  private final Dispatcher dispatcher =
      new Dispatcher(
          loop,
          new DispatchSettings(10, Duration.ofSeconds(60), Duration.ofSeconds(2), true),
          events::add,
          loop::now);

  @Test
  void neighboursAreRunAgainHoweverOftenOthersCostThemTheirWorker() {
    List<List<FakeSlotChannel>> workers = List.of(worker(1), worker(2), worker(3));
    for (List<FakeSlotChannel> slots : workers) {
      request("/hangs");
      slots.getFirst().pickUp(loop.now());
    }
    advance(UNTIL_IT_IS_ABANDONED);
    FakeExchange neighbour = request("/neighbour");
    for (int i = 0; i < workers.size(); i++) {
      List<FakeSlotChannel> slots =
          workers.stream()
              .filter(worker -> worker.getLast().waitingInInbox() == 1)
              .findFirst()
              .orElseThrow();
      slots.getLast().pickUp(loop.now());
      slots.forEach(FakeSlotChannel::die);
      assertThat(neighbour.ended()).isFalse();
    }
    worker(4).getFirst().pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(neighbour.answered()).isTrue();
    assertThat(interrupted())
        .extracting(RequestInterrupted::target, RequestInterrupted::deaths)
        .containsExactly(tuple("/neighbour", 0), tuple("/neighbour", 0), tuple("/neighbour", 0));
  }

  @Test
  void whatHasCostAWorkerOnceIsNotRunAgain() {
    hang("/hangs", worker(1));
    advance(UNTIL_IT_IS_ABANDONED);
    List<FakeSlotChannel> next = worker(2);
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
    List<FakeSlotChannel> slots = worker(1);
    hang("/hangs", slots);
    advance(OVER_ITS_DEADLINE);
    request("/neighbour");
    slots.getLast().pickUp(loop.now());
    slots.forEach(FakeSlotChannel::die);
    assertThat(interrupted())
        .extracting(RequestInterrupted::target, RequestInterrupted::deaths)
        .containsExactly(tuple("/neighbour", 1));
  }

  private List<FakeSlotChannel> worker(int id) {
    List<FakeSlotChannel> slots = List.of(new FakeSlotChannel(0), new FakeSlotChannel(1));
    dispatcher.join(new RosterWorker(id, 1000 + id, slots, new FakeWatch(), () -> {}));
    return slots;
  }

  private void hang(String path, List<FakeSlotChannel> slots) {
    request(path);
    slots.getFirst().pickUp(loop.now());
  }

  private FakeExchange request(String path) {
    FakeExchange exchange = new FakeExchange(path);
    dispatcher.handle(exchange);
    return exchange;
  }

  private void advance(long millis) {
    loop.advance(millis, TimeUnit.MILLISECONDS);
  }

  private List<RequestInterrupted> interrupted() {
    return events.stream()
        .filter(RequestInterrupted.class::isInstance)
        .map(RequestInterrupted.class::cast)
        .toList();
  }
}
