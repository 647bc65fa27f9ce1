package dev.junicorn.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailureTest {

  /** The client reads the number that was given to the option. */
  @ParameterizedTest
  @CsvSource({"500, 0.5", "1250, 1.25", "30000, 30"})
  void limitsAreSaidAsTheirOptionsTakeThem(long millis, String seconds) {
    Duration limit = Duration.ofMillis(millis);
    assertThat(new Failure.QueueTimeout(limit, 1).message())
        .isEqualTo(
            "The server is busy: no slot got free within " + seconds + " s (--queue-timeout).");
    assertThat(new Failure.DeadlineExceeded(limit).message())
        .isEqualTo("The app did not answer within " + seconds + " s (--timeout).");
  }
}
