package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.exchange.AppTime;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** When the loop may doze, and take several answers together. */
class AnswersAreNearTest extends DispatcherTestBase {

  private static final AppTime SLOW =
      new AppTime(TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(1), 0);

  @Test
  void oneWorkerIsAboutToGiveSeveral() {
    slotOf(1);
    requests(3, "/quick");
    assertThat(dispatcher.answersAreNear()).isTrue();
  }

  @Test
  void oneOrTwoAreNotWaitedFor() {
    slotOf(1);
    requests(2, "/quick");
    assertThat(dispatcher.answersAreNear()).isFalse();
  }

  @Test
  void severalWorkersAnswerInBatchesAnyway() {
    slotOf(1);
    slotOf(2);
    requests(6, "/quick");
    assertThat(dispatcher.answersAreNear()).isFalse();
  }

  @Test
  void slowAnswersAreFar() {
    List<FakeSlotChannel> slots = worker(1, 3);
    request("/slow");
    slots.getFirst().pickUpAndAnswer(SLOW);
    requests(3, "/slow");
    assertThat(dispatcher.running()).isEqualTo(3);
    assertThat(dispatcher.answersAreNear()).isFalse();
  }

  /** Its worker sleeps until there is room for the rest. */
  @Test
  void anAnswerThatIsTooLargeToWaitAnywhereIsTakenOn() {
    FakeSlotChannel slot = slotOf(1);
    requests(4, "/large");
    slot.pickUp();
    slot.begin();
    slot.piece("a");
    assertThat(dispatcher.answersAreNear()).isFalse();
    slot.end();
    assertThat(dispatcher.answersAreNear()).isTrue();
  }
}
