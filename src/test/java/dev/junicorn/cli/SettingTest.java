package dev.junicorn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {

  @ParameterizedTest
  @CsvSource({
    "0, PT0S",
    "90, PT1M30S",
    "1.5, PT1.5S",
    "90s, PT1M30S",
    "1m30s, PT1M30S",
    "1m30, PT1M30S",
    "2h, PT2H",
    "1h1s, PT1H1S",
    "500ms, PT0.5S",
    "1s500ms, PT1.5S",
    "' 5M ', PT5M",
    "1000000000, PT277777H46M40S"
  })
  void readsTimes(String text, Duration expected) {
    assertThat(Setting.ofVariable("T", text).duration()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "10K, 10240",
    "10k, 10240",
    "10M, 10485760",
    "10MB, 10485760",
    "10MiB, 10485760",
    "1G, 1073741824",
    "2T, 2199023255552",
    "5B, 5"
  })
  void readsSizes(String text, long expected) {
    assertThat(Setting.ofVariable("S", text).bytes()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"3, 3", "+3, 3", "' 3 ', 3", "0003, 3"})
  void readsCounts(String text, int expected) {
    assertThat(Setting.ofVariable("N", text).count(1, 10, 2)).isEqualTo(expected);
  }
}
