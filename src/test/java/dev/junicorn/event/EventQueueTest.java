package dev.junicorn.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventQueueTest {

  /**
   * Each comes with a stack or a traceback, and a log that nobody reads holds on to all of them.
   */
  @Test
  void longTextsCountForWhatTheyHold() {
    String text = "x".repeat(100_000);
    DeadlineEvent.Place place = new DeadlineEvent.Place("GET", "/", 1, 10, 0, "");
    for (ServerEvent event :
        List.of(
            new DeadlineEvent.Near(place, Duration.ZERO, Duration.ZERO, "", text, false),
            new DeadlineEvent.Exceeded(place, Duration.ZERO, Duration.ZERO, "", text, false),
            new DeadlineEvent.Silent(1, 10, Duration.ZERO, "", text),
            new ServerEvent.WorkerBootFailed(1, 10, "ImportError", text),
            new SupervisionEvent.GenerationRefused(2, true, "ImportError", text),
            new CrashEvent.WorkerCrashed(1, 10, false, List.of(text), Optional.empty()))) {
      EventQueue queue = new EventQueue();
      int taken = 0;
      while (taken < 100 && queue.offer(event)) {
        taken++;
      }
      assertThat(taken).as(event.toString().substring(0, 20)).isBetween(1, 10);
    }
  }
}
