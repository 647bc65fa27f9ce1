package dev.junicorn.build;

import dev.junicorn.plan.AppPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What is there of an app's builds, and what has changed since. Changes nothing. */
final class Site {

  private final AppPlan plan;
  private final BuildSettings settings;
  private final Workshop workshop;
  private final Optional<Environments> environments;
  private final InputReader inputs;
  private final Programs programs;

  Site(AppPlan plan, BuildSettings settings) {
    this.plan = plan;
    this.settings = settings;
    workshop = Workshop.in(plan.folder());
    environments = plan.environment().map(one -> new Environments(workshop, one.folder().value()));
    programs = new Programs(plan, settings.environment().getOrDefault("PATH", ""));
    inputs = new InputReader(plan, settings, programs);
  }

  AppPlan plan() {
    return plan;
  }

  Workshop workshop() {
    return workshop;
  }

  Optional<Environments> environments() {
    return environments;
  }

  InputReader inputs() {
    return inputs;
  }

  Programs programs() {
    return programs;
  }

  /** The environment in use, at its real place; empty where there is none. */
  Optional<Path> current() {
    return environments.flatMap(Environments::current);
  }

  /** Of the last complete build. */
  Optional<BuildStamp> stamp() {
    return environments.isPresent()
        ? current()
            .filter(one -> Files.isExecutable(one.resolve("bin/python")))
            .flatMap(one -> BuildStamp.read(one.resolve(Environments.STAMP)))
        : BuildStamp.read(workshop.stamp());
  }

  Freshness judge() throws IOException {
    Optional<BuildStamp> stamp = stamp();
    Inputs now = inputs.read(current(), stamp.map(BuildStamp::outputs).orElse(List.of()));
    return Freshness.judge(stamp, now, settings.force());
  }

  /** What a stamp holds, for people; what every stamp holds is left out. */
  static List<String> names(BuildStamp stamp) {
    Set<String> names = new TreeSet<>(stamp.environment().keySet());
    names.addAll(stamp.app().keySet());
    names.removeIf(name -> name.startsWith("the step ") || name.endsWith(" place"));
    return new ArrayList<>(names);
  }
}
