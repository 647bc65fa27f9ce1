package dev.junicorn.testing;

import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Launch plans in which hardly anything is asked for. */
public final class Plans {

  private Plans() {}

  /** The app {@code app:app} in this folder, for this interpreter. */
  public static LaunchPlan.App app(Path folder, Path python, boolean preload) {
    return new LaunchPlan.App(
        "app:app", Sourced.byDefault(python), folder, List.of(), Map.of(), preload);
  }

  /**
   * The plan.
   *
   * @param workers how many, of one thread each
   * @param boot how long a worker may take to boot
   */
  public static LaunchPlan of(
      LaunchPlan.App app, int workers, Duration boot, LaunchPlan.Reload reload) {
    return new LaunchPlan(
        app,
        new LaunchPlan.Listen(List.of(), 1, List.of()),
        new LaunchPlan.Size(
            Sourced.byDefault(workers), Sourced.byDefault(1), LaunchPlan.Open.NOTHING, false),
        new LaunchPlan.Times(
            Duration.ZERO,
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ZERO,
            boot,
            Duration.ZERO),
        new LaunchPlan.Limits(1, 1, 1, 1),
        new LaunchPlan.Queue(10, Duration.ZERO),
        new LaunchPlan.Log(Optional.empty(), "", "-", "info"),
        Optional.empty(),
        new LaunchPlan.Recycling(0, 0, Duration.ZERO, 0, 0),
        reload,
        new LaunchPlan.Faults(false, false, Optional.empty()),
        new LaunchPlan.Control(false, Optional.empty()),
        new LaunchPlan.Insight(
            new LaunchPlan.Console(Optional.empty(), Optional.empty(), false),
            new LaunchPlan.Statsd(Optional.empty(), "", "")),
        LaunchPlan.Platform.NONE,
        new LaunchPlan.Trace(LaunchPlan.RequestId.OFF, false),
        false);
  }
}
