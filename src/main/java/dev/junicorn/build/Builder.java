package dev.junicorn.build;

import dev.junicorn.build.oryx.OryxOutput;
import dev.junicorn.event.Reason;
import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Installer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Builds what a plan asks for, or finds that it is built already. Blocks its caller until then; a
 * builder may be used again, by one thread at a time.
 */
public final class Builder {

  /** The tools that can be told to stay off the network. */
  private static final Set<Installer> CAN_BE_OFFLINE =
      EnumSet.of(
          Installer.NONE,
          Installer.PIP_REQUIREMENTS,
          Installer.PIP_PROJECT,
          Installer.PIP_DEPENDENCIES,
          Installer.UV);

  private static final String BY_ORYX = "oryx-manifest.toml says that Oryx has built it.";

  private final BuildSettings settings;
  private final BuildReport report;
  private final LongSupplier nanoTime;

  /**
   * A builder.
   *
   * @param nanoTime a clock that only goes forward, in nanoseconds
   */
  public Builder(BuildSettings settings, BuildReport report, LongSupplier nanoTime) {
    this.settings = settings;
    this.report = report;
    this.nanoTime = nanoTime;
  }

  /**
   * Builds, unless nothing has changed.
   *
   * @throws InterruptedException if the thread is; what was begun is not used
   */
  public BuildOutcome build(AppPlan plan) throws InterruptedException {
    try {
      return attempt(plan);
    } catch (BuildFailure e) {
      return e.outcome();
    } catch (IOException e) {
      return new BuildOutcome.Failed(
          "The build cannot read or write a file (" + Reason.of(e) + ").",
          List.of(),
          List.of(),
          "Correct what is wrong with this file or its folder, and build again.");
    }
  }

  /**
   * What a build would do; reads only. Empty where no build was made yet, or where that cannot be
   * told.
   */
  public static Optional<Outlook> outlook(AppPlan plan, BuildSettings settings) {
    if (plan.steps().isEmpty()) {
      return Optional.empty();
    }
    Site site = new Site(plan, settings);
    Optional<BuildStamp> stamp = site.stamp();
    if (stamp.isEmpty()) {
      return madeByOryx(plan).map(_ -> new Outlook(List.of(), BY_ORYX));
    }
    try {
      return Optional.of(
          switch (site.judge()) {
            case Freshness.Fresh _ -> new Outlook(List.of(), compared(stamp.get()));
            case Freshness.AppStale(String why) -> new Outlook(Construction.ofApp(plan), why);
            case Freshness.AllStale(String why) -> new Outlook(plan.steps(), why);
          });
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private BuildOutcome attempt(AppPlan plan)
      throws IOException, InterruptedException, BuildFailure {
    long begun = nanoTime.getAsLong();
    Optional<Path> present =
        plan.appEnvironment().filter(AppPlan.Environment::exists).map(one -> one.folder().value());
    if (plan.steps().isEmpty()) {
      return new BuildOutcome.NothingToDo(present, nothing(plan));
    }
    check(plan);
    Site site = new Site(plan, settings);
    Optional<Path> oryx = madeByOryx(plan);
    if (oryx.isPresent() && site.stamp().isEmpty() && !settings.force()) {
      return new BuildOutcome.UpToDate(
          oryx, Duration.ofNanos(nanoTime.getAsLong() - begun), Duration.ZERO, BY_ORYX);
    }
    // Without the lock first: the usual start needs neither it nor a folder that can be written.
    if (site.judge() instanceof Freshness.Fresh) {
      return upToDate(site, begun);
    }
    site.workshop().open();
    try (BuildLock _ = BuildLock.acquire(site.workshop(), report, nanoTime)) {
      new RunningStep(site.workshop().runningStep())
          .endLeftOver()
          .ifPresent(pid ->
              report.say("ended a step that a killed build had left running (pid " + pid + ")."));
      Freshness freshness = site.judge();
      if (freshness instanceof Freshness.Fresh) {
        return upToDate(site, begun);
      }
      return new Construction(site, settings, report, nanoTime).run(freshness);
    }
  }

  private BuildOutcome upToDate(Site site, long begun) {
    Optional<BuildStamp> stamp = site.stamp();
    return new BuildOutcome.UpToDate(
        site.current(),
        Duration.ofNanos(nanoTime.getAsLong() - begun),
        Duration.ofMillis(stamp.map(BuildStamp::millis).orElse(0L)),
        stamp.map(Builder::compared).orElse(""));
  }

  private static String compared(BuildStamp stamp) {
    return "unchanged since the last build: " + String.join(", ", Site.names(stamp)) + ".";
  }

  private void check(AppPlan plan) throws BuildFailure {
    if (plan.interpreter().path().isEmpty()) {
      throw new BuildFailure(
          "There is no Python interpreter to build with.",
          "Install one (Debian: apt-get install python3 python3-venv), or name one with --python.");
    }
    Installer installer = plan.dependencies().installer().value();
    if (settings.offline() && !CAN_BE_OFFLINE.contains(installer)) {
      throw new BuildFailure(
          "--offline: " + installer.words() + " cannot be kept off the network.",
          "Leave --offline out, or write a requirements.txt, which pip can install offline.");
    }
  }

  private static Optional<Path> madeByOryx(AppPlan plan) {
    return OryxOutput.environmentIn(plan.folder())
        .filter(made ->
            plan.environment().filter(one -> one.folder().value().equals(made)).isPresent());
  }

  private static String nothing(AppPlan plan) {
    return "Nothing to install: "
        + plan.dependencies().installer().source()
        + ". The app runs with "
        + plan.appEnvironment()
            .map(one -> one.folder().value().toString())
            .or(() -> plan.interpreter().path().map(one -> one.value().toString()))
            .orElse("no interpreter")
        + ".";
  }
}
