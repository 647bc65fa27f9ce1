package dev.junicorn.forensics;

import static dev.junicorn.forensics.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.DeadlineEvent.Place;
import dev.junicorn.forensics.CrashFacts.LastStack;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WorkerHistoryTest {

  private final WorkerHistory history = new WorkerHistory(4711, "1 wanted", Samples.TIME, 0);

  @Test
  void theLastLinesAreKeptAndTheOthersCounted() {
    IntStream.rangeClosed(1, 1000).forEach(i -> history.printed("line " + i));
    assertThat(history.output().lines()).hasSize(640).startsWith("line 361").endsWith("line 1000");
    assertThat(history.output().before()).isEqualTo(360);
  }

  @Test
  void ofLongLinesFewerAreKept() {
    IntStream.rangeClosed(1, 1000).forEach(_ -> history.printed("x".repeat(1000)));
    assertThat(history.output().lines()).hasSize(200);
    assertThat(history.output().before()).isEqualTo(800);
  }

  @Test
  void aLongLineIsCut() {
    history.printed("x".repeat(16 * 1024));
    assertThat(history.output().lines().getFirst()).hasSize(2001).endsWith("x…");
  }

  @Test
  void theMemoryCurveHasAnEnd() {
    for (int i = 0; i < 100; i++) {
      history.sampled(new MemorySample(i, i, OptionalLong.empty()));
    }
    assertThat(history.memory()).hasSize(WorkerHistory.SAMPLES);
    assertThat(history.memory().getLast().at()).isEqualTo(99);
  }

  @Test
  void aStackBelongsToTheRequestThatItWasSeenIn() {
    history.stackSeen(place("/slow", 0), Duration.ofSeconds(15), "File app.py, line 3");
    history.stackSeen(place("/other", 1), Duration.ofSeconds(15), "File app.py, line 9");
    history.interrupted(request("/slow", 0, Duration.ofSeconds(20)));
    history.interrupted(request("/slow", 1, Duration.ofSeconds(20)));
    assertThat(history.requests())
        .extracting(CrashFacts.LostRequest::stack)
        .containsExactly(
            Optional.of(new LastStack(Duration.ofSeconds(15), "File app.py, line 3")),
            Optional.empty());
  }

  @Test
  void aStackOfAnEarlierRequestToTheSamePathIsNotTaken() {
    history.stackSeen(place("/slow", 0), Duration.ofSeconds(15), "File app.py, line 3");
    history.interrupted(request("/slow", 0, Duration.ofSeconds(2)));
    assertThat(history.requests().getFirst().stack()).isEmpty();
  }

  @Test
  void aRequestThatWasAnsweredForItsAgeAndStillRunsIsWhatTheWorkerWasRunning() {
    history.exceeded(place("/back", 0), Duration.ofSeconds(30), false);
    history.exceeded(place("/stuck", 1), Duration.ofSeconds(30), false);
    history.cameBack(place("/back", 0));
    assertThat(history.requests())
        .extracting(lost -> lost.request().target() + " " + lost.request().consequence())
        .containsExactly("/stuck ANSWERED_504");
  }

  private static Place place(String target, int slot) {
    return new Place("GET", target, 3, 4711, slot, "");
  }
}
