package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.CrashEvent.Consequence;
import dev.junicorn.event.CrashEvent.RequestInterrupted;
import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.Failure;
import dev.junicorn.testing.FakeExchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Requests that were running when their worker died, with {@code --replay-safe}. */
class ReplayTest extends DispatcherTestBase {

  ReplayTest() {
    super(new DispatchSettings(10, Duration.ofSeconds(5), Duration.ZERO, true));
  }

  @Test
  void aSafeRequestIsRunAgainByAnotherWorker() {
    FakeSlotChannel first = worker(1);
    FakeExchange lucky = request("GET", "/");
    first.pickUp();
    first.die();
    assertThat(lucky.ended()).isFalse();
    assertThat(dispatcher.waiting()).isEqualTo(1);

    worker(2).pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(lucky.answered()).isTrue();
    assertThat(lucky.workerPid()).isEqualTo(1002);
    assertThat(consequences()).containsExactly(Consequence.RUN_AGAIN);
    assertThat(dispatcher.running()).isZero();
  }

  @Test
  void itComesBeforeThoseThatWait() {
    FakeSlotChannel first = worker(1);
    FakeExchange interrupted = request("GET", "/");
    first.pickUp();
    FakeExchange ahead = request("GET", "/ahead");
    first.die();
    FakeSlotChannel second = worker(2);
    second.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(interrupted.answered()).isTrue();
    assertThat(ahead.ended()).isFalse();
    second.pickUpAndAnswer(FakeSlotChannel.QUICK);
    assertThat(ahead.answered()).isTrue();
  }

  /** A slot to which more is always sent ahead would never get free for it. */
  @Test
  void itGetsItsSlotHoweverManyQuickOnesCome() {
    FakeSlotChannel first = worker(1);
    FakeSlotChannel second = worker(2);
    request("GET", "/report");
    first.pickUpAndAnswer(new AppTime(1_000_000_000, 500_000_000, 0));
    FakeExchange interrupted = request("GET", "/report");
    first.pickUp();
    for (int i = 0; i < 3; i++) {
      request("GET", "/quick");
    }
    first.die();
    for (int i = 0; i < 1000 && !interrupted.answered(); i++) {
      request("GET", "/quick");
      second.pickUpAndAnswer(FakeSlotChannel.QUICK);
    }
    assertThat(interrupted.answered()).isTrue();
  }

  @Test
  void aRequestThatMayHaveHadEffectsIsNotRunAgain() {
    FakeSlotChannel first = worker(1);
    FakeExchange lost = request("POST", "/");
    first.pickUp();
    first.die();
    assertThat(lost.failure()).isInstanceOf(Failure.WorkerDied.class);
    assertThat(consequences()).containsExactly(Consequence.ANSWERED_502);
  }

  @Test
  void anAnswerThatHasBegunIsCut() {
    FakeSlotChannel first = worker(1);
    FakeExchange cut = request("GET", "/");
    first.pickUp();
    first.begin();
    first.die();
    assertThat(cut.aborted()).isTrue();
    assertThat(consequences()).containsExactly(Consequence.CUT);
  }

  @Test
  void whatEndedTwoWorkersIsQuarantined() {
    FakeSlotChannel first = worker(1);
    FakeExchange poison = request("GET", "/poison");
    first.pickUp();
    first.die();
    FakeSlotChannel second = worker(2);
    second.pickUp();
    second.die();
    assertThat(poison.status()).isEqualTo(502);
    assertThat(poison.failure()).isEqualTo(new Failure.Quarantined(2));
    assertThat(consequences()).containsExactly(Consequence.RUN_AGAIN, Consequence.QUARANTINED);
    assertThat(dispatcher.waiting()).isZero();
  }

  @Test
  void aDeathBeforeItWasStartedDoesNotCount() {
    request("GET", "/");
    for (int id = 1; id <= 3; id++) {
      worker(id).die();
    }
    assertThat(dispatcher.waiting()).isEqualTo(1);
    assertThat(events).isEmpty();
  }

  @Test
  void nobodyRunsAgainWhatNobodyWaitsFor() {
    FakeSlotChannel first = worker(1);
    FakeExchange gone = request("GET", "/");
    first.pickUp();
    gone.disconnect();
    first.die();
    assertThat(gone.ended()).isTrue();
    assertThat(dispatcher.waiting()).isZero();
  }

  @Test
  void aClientThatLeavesBeforeTheSecondTryIsTakenOut() {
    FakeSlotChannel first = worker(1);
    FakeExchange gone = request("GET", "/");
    first.pickUp();
    first.die();
    gone.leave();
    assertThat(gone.status()).isEqualTo(499);
    assertThat(dispatcher.waiting()).isZero();
  }

  @Test
  void itsWaitBeginsAnewAndThoseBehindItStillExpire() {
    FakeSlotChannel first = worker(1);
    FakeExchange interrupted = request("GET", "/slow");
    first.pickUp();
    loop.advance(1, TimeUnit.SECONDS);
    FakeExchange behind = request("GET", "/behind");
    loop.advance(4500, TimeUnit.MILLISECONDS);
    first.die();
    loop.advance(1, TimeUnit.SECONDS);
    assertThat(behind.failure()).isInstanceOf(Failure.QueueTimeout.class);
    assertThat(interrupted.ended()).isFalse();
    loop.advance(5, TimeUnit.SECONDS);
    assertThat(interrupted.ended()).isTrue();
  }

  /** It was started, which is what a 502 says and a 503 denies. */
  @Test
  void whatNobodyRunsAgainIsAnsweredAsIfNobodyHadTried() {
    FakeSlotChannel first = worker(1);
    FakeExchange interrupted = request("GET", "/");
    first.pickUp();
    first.die();
    FakeExchange waits = request("GET", "/");
    loop.advance(6, TimeUnit.SECONDS);
    assertThat(interrupted.failure()).isInstanceOf(Failure.WorkerDied.class);
    assertThat(waits.failure()).isInstanceOf(Failure.QueueTimeout.class);
  }

  @Test
  void soItIsWhereNoWorkerCanBoot() {
    FakeSlotChannel first = worker(1);
    FakeExchange interrupted = request("GET", "/");
    first.pickUp();
    first.die();
    FakeExchange waits = request("GET", "/");
    new Gate(dispatcher).close(new Failure.NoWorker(1));
    assertThat(interrupted.status()).isEqualTo(502);
    assertThat(waits.status()).isEqualTo(503);
  }

  @Test
  void atAStopEverybodyWhoWaitsIsToldOfTheStop() {
    FakeSlotChannel first = worker(1);
    FakeExchange interrupted = request("GET", "/");
    first.pickUp();
    first.die();
    dispatcher.giveUp(new Failure.Stopping());
    assertThat(interrupted.failure()).isEqualTo(new Failure.Stopping());
  }

  private FakeSlotChannel worker(int id) {
    return worker(id, 1).getFirst();
  }

  private List<Consequence> consequences() {
    return events.stream().map(event -> ((RequestInterrupted) event).consequence()).toList();
  }
}
