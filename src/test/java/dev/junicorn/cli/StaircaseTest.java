package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The picture of a probe. */
class StaircaseTest {

  private static final Duration SERVICE = Duration.ofMillis(200);

  @Test
  void waitingIsDotsAndRunningIsBars() {
    assertThat(stairs(42, 200, 200, 400, 400).lines())
        .containsExactly(
            "1 ############### 0.20 s",
            "2 ############### 0.20 s",
            "3 ...............############### 0.40 s",
            "4 ...............############### 0.40 s");
  }

  @Test
  void itIsNeverWiderThanTheTerminal() {
    for (int width = 40; width <= 100; width++) {
      int most = width;
      assertThat(stairs(width, 200, 400, 600, 800, 100_000).lines())
          .allMatch(line -> line.length() <= most);
    }
  }

  @Test
  void manyRowsAreThinnedOut() {
    List<Duration> times = Stream.iterate(SERVICE, time -> time.plus(SERVICE)).limit(500).toList();
    assertThat(new Staircase(times, SERVICE, 80).lines()).hasSize(32);
  }

  @Test
  void noAnswersGiveNoPicture() {
    assertThat(new Staircase(List.of(), SERVICE, 80).lines()).isEmpty();
  }

  private static Staircase stairs(int width, long... millis) {
    return new Staircase(
        Arrays.stream(millis).mapToObj(Duration::ofMillis).toList(), SERVICE, width);
  }
}
