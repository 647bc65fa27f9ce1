package dev.junicorn.build;

import dev.junicorn.build.disk.Fingerprint;
import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.AppPlan.BuildStep;
import dev.junicorn.plan.AppPlan.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One build under the lock, from the first step to the stamp. The order is the safety: the stamp is
 * written when everything else is done, and the link is turned after that.
 */
final class Construction {

  /** How much of what a failed step has said is shown with the failure. */
  private static final int TAIL = 20;

  /** Django's last word: {@code 130 static files copied to '/app/static', 4 unmodified.} */
  private static final Pattern COLLECTED = Pattern.compile("static files? .*to '(.+?)'[,.]");

  private static final String STEPS_AGAIN = "Interrupted: the next build does its steps again.";

  private final Site site;
  private final BuildSettings settings;
  private final BuildReport report;
  private final LongSupplier nanoTime;
  private final ToolEnvironment variables;
  private final StepRunner runner;
  private final List<String> outputs = new ArrayList<>();
  private Optional<Path> target = Optional.empty();

  Construction(Site site, BuildSettings settings, BuildReport report, LongSupplier nanoTime) {
    this.site = site;
    this.settings = settings;
    this.report = report;
    this.nanoTime = nanoTime;
    variables = new ToolEnvironment(settings);
    runner = new StepRunner(report, new RunningStep(site.workshop().runningStep()), nanoTime);
    runner.sayingIfStopped(STEPS_AGAIN);
  }

  BuildOutcome run(Freshness freshness) throws IOException, InterruptedException, BuildFailure {
    return switch (freshness) {
      case Freshness.Fresh _ -> throw new IllegalArgumentException("there is nothing to build");
      case Freshness.AppStale(String why) -> again(why);
      case Freshness.AllStale(String why) -> whole(why);
    };
  }

  /** The environment stays as it is. */
  private BuildOutcome again(String why) throws IOException, InterruptedException, BuildFailure {
    target = site.current();
    Optional<BuildStamp> stamp = site.stamp();
    if (stamp.isPresent()) {
      outputs.addAll(stamp.get().outputs());
      stamp.get().withoutApp().write(stampFile());
    }
    long millis = stamp.map(BuildStamp::millis).orElse(0L);
    return perform(ofApp(site.plan()), why, millis);
  }

  /** The steps in the app's folder. */
  static List<BuildStep> ofApp(AppPlan plan) {
    return plan.steps().stream().filter(step -> !makesEnvironment(step.step())).toList();
  }

  private BuildOutcome whole(String why) throws IOException, InterruptedException, BuildFailure {
    Optional<Path> previous = site.current();
    Optional<Environments> environments = site.environments();
    if (environments.isPresent()) {
      environments.get().tidy(previous);
      Inputs inputs = site.inputs().read(Optional.empty(), outputs);
      target =
          Optional.of(
              environments
                  .get()
                  .begin(new Fingerprint().addAll(inputs.environment().values()).hex()));
      runner.sayingIfStopped(interrupted(previous, target));
    } else {
      Files.deleteIfExists(stampFile());
    }
    BuildOutcome outcome;
    try {
      outcome = perform(steps(), why, 0);
    } catch (BuildFailure e) {
      if (environments.isPresent() && target.isPresent()) {
        environments.get().discard(target.get());
      }
      throw e;
    }
    if (environments.isPresent() && target.isPresent()) {
      environments.get().publish(target.get());
      environments.get().tidy(previous);
    }
    return outcome;
  }

  private static String interrupted(Optional<Path> previous, Optional<Path> target) {
    if (previous.isEmpty()) {
      return "Interrupted: nothing is used of what was begun. The next build begins anew.";
    }
    return previous.equals(target)
        ? "Interrupted: %s may be incomplete. The next build completes it."
            .formatted(previous.get())
        : "Interrupted: nothing was changed. The environment of before is still used.";
  }

  /** The plan's steps, and one that makes the environment where the plan takes it as given. */
  private List<BuildStep> steps() {
    List<BuildStep> steps = new ArrayList<>(site.plan().steps());
    boolean made = steps.stream().anyMatch(step -> step.step() == Step.CREATE_ENVIRONMENT);
    if (target.isEmpty() || made || hasPython(target.get())) {
      return steps;
    }
    int at = 0;
    while (at < steps.size() && steps.get(at).step() == Step.PRE_BUILD) {
      at++;
    }
    steps.add(
        at,
        new BuildStep(
            Step.CREATE_ENVIRONMENT,
            List.of(Programs.PYTHON, "-m", "venv", target.get().toString()),
            site.plan().folder(),
            "there is no environment in this folder yet"));
    return steps;
  }

  private BuildOutcome perform(List<BuildStep> steps, String why, long millisBefore)
      throws IOException, InterruptedException, BuildFailure {
    long begun = nanoTime.getAsLong();
    report.say("building: " + why);
    int done = 0;
    for (; done < steps.size() && steps.get(done).step() == Step.PRE_BUILD; done++) {
      perform(steps.get(done), done + 1, steps.size());
    }
    // What the steps see is what counts: a command before them may have written it.
    Optional<SourceTree> source = source();
    Inputs before = site.inputs().read(target, "");
    for (; done < steps.size() && steps.get(done).step() != Step.POST_BUILD; done++) {
      perform(steps.get(done), done + 1, steps.size());
    }
    boolean edited = isEdited(source);
    for (; done < steps.size(); done++) {
      perform(steps.get(done), done + 1, steps.size());
    }
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - begun);
    stamp(before, edited, Math.max(millisBefore, took.toMillis()));
    return new BuildOutcome.Built(target, took, why);
  }

  private void perform(BuildStep step, int number, int count)
      throws IOException, InterruptedException, BuildFailure {
    Commands commands = new Commands(site, runner, variables);
    List<String> argv = commands.argv(step, target);
    String name = StepNames.of(step.step());
    report.say(
        "[%d/%d] %s: %s (%s)"
            .formatted(number, count, name, Commands.shown(step.argv()), step.source()));
    long begun = nanoTime.getAsLong();
    Optional<Path> active =
        step.step() == Step.CREATE_ENVIRONMENT
            ? Optional.empty()
            : target.filter(Construction::hasPython);
    StepRunner.Ended ended =
        runner.run(name, argv, step.directory(), variables.of(step.step(), active));
    Duration took = Duration.ofNanos(nanoTime.getAsLong() - begun);
    if (ended.code() != 0) {
      failed(step, number, count, ended);
      return;
    }
    report.say(
        "[%d/%d] %s: done in %.1f s".formatted(number, count, name, took.toMillis() / 1000.0));
    if (step.step() == Step.COLLECT_STATIC) {
      rememberOutput(ended.lines());
    }
  }

  private void failed(BuildStep step, int number, int count, StepRunner.Ended ended)
      throws BuildFailure {
    List<String> said = ended.lines().last(Lines.KEPT);
    if (ended.isInterrupted()) {
      throw new BuildFailure(
          "The step %s (%d of %d) was interrupted."
              .formatted(StepNames.of(step.step()), number, count),
          "Start it again.");
    }
    String what =
        "The step %s (%d of %d) failed with %s: %s"
            .formatted(
                StepNames.of(step.step()),
                number,
                count,
                Commands.ending(ended.code()),
                Commands.shown(step.argv()));
    if (step.step() == Step.COMPILE) {
      // Such a file may be a template or an example that nothing imports; Python says so if it is.
      report.say(
          "[%d/%d] compile: some files cannot be compiled, see above; they may be no part of the app."
              .formatted(number, count));
      return;
    }
    List<String> causes =
        step.step() == Step.INSTALL && !Advice.isUnreachable(said)
            ? new Culprits(site.inputs().requirements(), site.plan().folder()).in(said)
            : List.of();
    throw new BuildFailure(
        new BuildOutcome.Failed(
            what,
            causes,
            ended.lines().last(TAIL),
            lackOfSpace(step.step()).orElseGet(() -> Advice.about(step.step(), said, settings))));
  }

  private Optional<String> lackOfSpace(Step step) {
    Path place = target.orElse(site.plan().folder());
    Path there = Files.exists(place) ? place : site.plan().folder();
    try {
      return Advice.ofSpace(step, place, Files.getFileStore(there).getUsableSpace());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Optional<SourceTree> source() throws IOException {
    return site.inputs().needsSource()
        ? Optional.of(site.inputs().tree(outputs))
        : Optional.empty();
  }

  /** Whether somebody has changed the source while it was built: what was built may be of both. */
  private boolean isEdited(Optional<SourceTree> before) throws IOException {
    if (before.isEmpty()) {
      return false;
    }
    SourceTree then = site.inputs().tree(outputs);
    return !before.get().without(outputs).isPartOf(then);
  }

  private void stamp(Inputs before, boolean edited, long millis) throws IOException {
    Inputs after =
        edited
            ? site.inputs().read(target, "changed while it was built")
            : site.inputs().read(target, outputs);
    if (edited) {
      report.say("the app's files changed while they were built: the next start builds again.");
    }
    new BuildStamp(millis, Inputs.used(before, after), outputs).write(stampFile());
  }

  private void rememberOutput(Lines lines) throws IOException {
    Path app = site.plan().folder().toRealPath();
    for (String line : lines.last(Lines.KEPT)) {
      Matcher match = COLLECTED.matcher(line);
      if (match.find()) {
        Path folder = Path.of(match.group(1)).normalize();
        String relative = folder.startsWith(app) ? app.relativize(folder).toString() : "";
        if (!relative.isEmpty() && !outputs.contains(relative)) {
          outputs.add(relative);
        }
      }
    }
  }

  private Path stampFile() {
    @Nullable Path environment = target.orElse(null);
    return environment == null ? site.workshop().stamp() : environment.resolve(Environments.STAMP);
  }

  private static boolean makesEnvironment(Step step) {
    return step == Step.CREATE_ENVIRONMENT || step == Step.INSTALL;
  }

  private static boolean hasPython(Path environment) {
    return Files.isExecutable(environment.resolve("bin/python"));
  }
}
