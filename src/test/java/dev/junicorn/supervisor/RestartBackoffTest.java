package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class RestartBackoffTest {

  private static final long NOW = Duration.ofHours(3).toNanos();

  @Test
  void doublesAndForgetsAfterAQuietMinute() {
    RestartBackoff once = RestartBackoff.none().afterDeath(NOW - 1, 0, false);
    RestartBackoff twice = once.afterDeath(NOW, 0, false);
    assertThat(once.delay()).isZero();
    assertThat(twice.delay()).isEqualTo(Duration.ofMillis(500));
    assertThat(twice.afterDeath(NOW, 0, false).delay()).isEqualTo(Duration.ofSeconds(1));
    long later = NOW + Duration.ofSeconds(61).toNanos();
    assertThat(twice.afterDeath(later, 0, false).deaths()).isEqualTo(1);
  }

  @Property
  void theWaitIsBoundedAndJitterShortensItByAQuarterAtMost(
      @ForAll @IntRange(min = 2, max = 500) int deaths,
      @ForAll @DoubleRange(min = 0, max = 1) double jitter) {
    Duration plain = new RestartBackoff(deaths, NOW, 0, false).delay();
    Duration jittered = new RestartBackoff(deaths, NOW, jitter, false).delay();
    assertThat(plain).isBetween(Duration.ofMillis(500), Duration.ofSeconds(30));
    assertThat(jittered).isBetween(plain.multipliedBy(3).dividedBy(4), plain);
  }
}
