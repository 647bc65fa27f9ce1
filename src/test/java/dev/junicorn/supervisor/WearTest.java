package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.LaunchPlan;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class WearTest {

  private static final long MIB = 1 << 20;
  private static final Wear NEVER = wear(0, 0, Duration.ZERO, 0, 0);

  @Test
  void withoutLimitsNothingIsEverWorn() {
    assertThat(NEVER.needsLooks()).isFalse();
    assertThat(NEVER.requestLimit(0.9)).isZero();
    assertThat(NEVER.judge(Duration.ofDays(400), sampled(NEVER, 1 << 30, 9))).isEmpty();
  }

  @Property
  void everyWorkerDrawsALimitWithinTheJitter(
      @ForAll @IntRange(min = 1, max = 100_000) int max,
      @ForAll @IntRange(min = 0, max = 10_000) int jitter,
      @ForAll @DoubleRange(min = 0, max = 1, maxIncluded = false) double random) {
    Wear wear = wear(max, jitter, Duration.ZERO, 0, 0);
    assertThat(wear.requestLimit(random)).isBetween((long) max, (long) max + jitter);
  }

  @Test
  void ageIsPlanned() {
    Wear wear = wear(0, 0, Duration.ofMinutes(10), 0, 0);
    assertThat(wear.judge(Duration.ofSeconds(599), MemoryCheck.none())).isEmpty();
    assertThat(wear.judge(Duration.ofMinutes(10), MemoryCheck.none()))
        .contains(
            new Retirement(Retirement.Cause.PLANNED, "it is 600 s old (--max-worker-age 600)"));
  }

  @Test
  void memoryAboveTheSoftLimitMustLast() {
    Wear wear = wear(0, 0, Duration.ZERO, 100 * MIB, 0);
    MemoryCheck twice = sampled(wear, 120 * MIB, 2);
    assertThat(wear.judge(Duration.ZERO, twice)).isEmpty();
    MemoryCheck recovered = twice.sample(90 * MIB, 100 * MIB).sample(120 * MIB, 100 * MIB);
    assertThat(wear.judge(Duration.ZERO, recovered)).isEmpty();
    assertThat(wear.judge(Duration.ZERO, twice.sample(120 * MIB, 100 * MIB)))
        .contains(
            new Retirement(
                Retirement.Cause.PLANNED,
                "it holds 120.0 MB, over 100.0 MB (--max-worker-memory)"));
  }

  @Test
  void oneSampleAboveTheHardLimitIsUrgent() {
    Wear wear = wear(0, 0, Duration.ZERO, 100 * MIB, 200 * MIB);
    assertThat(wear.judge(Duration.ZERO, sampled(wear, 201 * MIB, 1)))
        .hasValueSatisfying(why -> assertThat(why.cause()).isEqualTo(Retirement.Cause.URGENT));
  }

  private static Wear wear(int max, int jitter, Duration age, long soft, long hard) {
    return new Wear(new LaunchPlan.Recycling(max, jitter, age, soft, hard));
  }

  private static MemoryCheck sampled(Wear wear, long bytes, int times) {
    MemoryCheck check = MemoryCheck.none();
    for (int i = 0; i < times; i++) {
      check = check.sample(bytes, wear.limits().maxMemory());
    }
    return check;
  }
}
