package dev.junicorn.supervisor;

import dev.junicorn.exchange.Seconds;
import dev.junicorn.plan.LaunchPlan;
import java.time.Duration;
import java.util.Optional;

/** Decides when a worker is worn, after the user's limits. Pure. */
record Wear(LaunchPlan.Recycling limits) {

  /** Whether workers have to be looked at from time to time. */
  boolean needsLooks() {
    return limits.maxAge().isPositive() || measuresMemory();
  }

  boolean measuresMemory() {
    return limits.maxMemory() > 0 || limits.hardMemory() > 0;
  }

  /**
   * After how many requests one worker is worn; 0 for never. As in gunicorn, each draws its own, so
   * that not all are worn at once.
   *
   * @param random 0 up to, not including, 1
   */
  long requestLimit(double random) {
    return limits.maxRequests() == 0
        ? 0
        : limits.maxRequests() + (long) (random * (limits.jitter() + 1));
  }

  /** What follows from a ready worker's age and its memory. */
  Optional<Retirement> judge(Duration age, MemoryCheck memory) {
    return memory.judge(limits.maxMemory(), limits.hardMemory()).or(() -> judge(age));
  }

  private Optional<Retirement> judge(Duration age) {
    Duration limit = limits.maxAge();
    if (!limit.isPositive() || age.compareTo(limit) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Retirement(
            Retirement.Cause.PLANNED,
            "it is " + age.toSeconds() + " s old (--max-worker-age " + Seconds.of(limit) + ")"));
  }
}
