package dev.junicorn.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BandTest {

  @ParameterizedTest
  @CsvSource({
    "0, BRIEF",
    "9, BRIEF",
    "10, SHORT",
    "99, SHORT",
    "100, LONG",
    "999, LONG",
    "1000, LASTING",
    "99999, LASTING"
  })
  void hasAPlaceForEveryTime(long millis, Band band) {
    assertThat(Band.of(TimeUnit.MILLISECONDS.toNanos(millis))).isEqualTo(band);
    assertThat(Band.of(Long.MAX_VALUE)).isEqualTo(Band.LASTING);
  }
}
