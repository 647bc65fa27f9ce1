package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.BuiltEnvironments;
import dev.junicorn.plan.Framework;
import dev.junicorn.plan.Installer;
import dev.junicorn.plan.PlanRequest;
import dev.junicorn.plan.PythonSearch;
import dev.junicorn.plan.Sizing;
import dev.junicorn.plan.Sourced;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes the plan from what was found; every part has a decider of its own. */
public final class PlanMaker {

  /** App Service's {@code antenv} is the one that is made; these are used where they are there. */
  private static final List<String> EXISTING = List.of(".venv", "antenv", "venv");

  /** What {@code junicorn_detect} says of a syntax error, behind the version of Python. */
  private static final String UNREADABLE = " cannot read it, line ";

  /** How the problem of a file begins that the system keeps closed. */
  private static final String CLOSED = "it cannot be read: ";

  private static final String NAME_IT =
      "%s: junicorn MODULE:OBJECT (where app.py has app = Flask(__name__), that is: junicorn"
          + " app:app)";

  private final PlanRequest request;
  private final Findings findings;
  private final List<PythonSearch.Broken> broken;

  /**
   * @param broken virtual environments that cannot be used
   */
  public PlanMaker(PlanRequest request, Findings findings, List<PythonSearch.Broken> broken) {
    this.request = request;
    this.findings = findings;
    this.broken = List.copyOf(broken);
  }

  /**
   * Decides everything.
   *
   * @param installed the interpreters, in the order in which they are taken where nothing is wanted
   * @throws dev.junicorn.plan.ConfigError if a file that decides cannot be read
   */
  public AppPlan make(List<Installed> installed) {
    Detection detection =
        new Detector(findings, request.environment()).detect(request.startupCommand());
    AppFolders folders = folders(detection);
    InterpreterChoice interpreters =
        new InterpreterChoice(findings, request.environment(), folders.directory());
    AppPlan.Interpreter interpreter = interpreters.choose(installed);
    DependencySearch search =
        new DependencySearch(findings, request.environment(), folders.order());
    AppPlan.Dependencies dependencies = search.search();
    Optional<AppPlan.Environment> environment = environment(dependencies);
    BuildSteps steps =
        new BuildSteps(request.folder(), request.environment(), new Declarations(findings));
    steps.list(dependencies, environment, detection);
    List<String> all = new ArrayList<>();
    broken.forEach(one -> all.add(passedOver(one, environment)));
    all.addAll(detection.warnings());
    all.addAll(interpreters.warnings());
    all.addAll(steps.warnings());
    undeclared(detection, dependencies, search).ifPresent(all::add);
    return new AppPlan(
        request.folder(),
        start(detection),
        detection.rejected(),
        interpreter,
        dependencies,
        environment,
        steps.steps(),
        Sizing.decide(request),
        List.copyOf(all));
  }

  private AppFolders folders(Detection detection) {
    return detection
        .command()
        .map(command ->
            AppFolders.of(command.value(), request.folder(), request.environment(), findings))
        .or(() -> detection.choice().map(AppFolders::of))
        .orElse(new AppFolders("", ""));
  }

  private AppPlan.Start start(Detection detection) {
    if (detection.command().isPresent()) {
      return new AppPlan.Command(detection.command().get(), Optional.empty());
    }
    return detection.choice().<AppPlan.Start>map(this::app).orElseGet(() -> nothing(detection));
  }

  private AppPlan.App app(Choice choice) {
    List<Path> extra =
        choice.extraPath().equals(choice.directory())
            ? List.of()
            : List.of(below(choice.extraPath()));
    return new AppPlan.App(
        choice.framework(),
        choice.spec(),
        below(choice.directory()),
        extra,
        AppPlan.AppliedOptions.NONE);
  }

  private Path below(String relative) {
    return relative.isEmpty() ? request.folder() : request.folder().resolve(relative);
  }

  private AppPlan.Nothing nothing(Detection detection) {
    if (findings.pythonFiles() == 0) {
      return new AppPlan.Nothing(
          0,
          (findings.cut().isEmpty()
                  ? "there is no Python file in the folder"
                  : "no Python file was seen in the folder: " + findings.cut())
              + notLookedAt(),
          "Put the app's code there, or name its folder");
    }
    Optional<SourceFile> broken = broken();
    if (broken.isPresent()) {
      return new AppPlan.Nothing(
          findings.pythonFiles(),
          unreadable(broken.get()),
          (broken.get().problem().startsWith(CLOSED)
                  ? "Let the user that runs this read it. "
                  : "Correct it and start again, or name a newer Python if it is written for one:"
                      + " --python PATH. ")
              + NAME_IT.formatted("If the app is elsewhere, name it"));
    }
    boolean foundOthers = detection.rejected().stream().anyMatch(AppSearch::isUnservable);
    return new AppPlan.Nothing(
        findings.pythonFiles(),
        foundOthers
            ? "what was found cannot be served: it is no WSGI app"
            : "no app was found in "
                + findings.pythonFiles()
                + (findings.pythonFiles() == 1 ? " Python file" : " Python files")
                + notLookedAt(),
        foundOthers
            ? "Run it with the server that it needs; with --startup-command COMMAND, junicorn up does so"
                + " in the app's environment"
            : NAME_IT.formatted("Name the app"));
  }

  private String notLookedAt() {
    return findings.tooDeep().isEmpty()
        ? ""
        : "; %s and what else lies as deep was not looked at. If the app is there, name a folder nearer to it"
            .formatted(findings.tooDeep());
  }

  /** The file that most likely holds the app, where Python cannot read it. */
  private Optional<SourceFile> broken() {
    List<SourceFile> all =
        findings.sources().values().stream()
            .filter(file -> !file.isReadable() && KnownNames.aside(file).isEmpty())
            .toList();
    return all.stream()
        .filter(file -> file.depth() <= 1 && Detector.isExpected(file))
        .min(Comparator.comparingInt(SourceFile::depth).thenComparing(SourceFile::path))
        .or(() -> all.stream().filter(_ -> all.size() == findings.pythonFiles()).findFirst());
  }

  private static String unreadable(SourceFile file) {
    String problem = file.problem();
    return problem.contains(UNREADABLE)
        ? problem.replace(UNREADABLE, " cannot read " + file.path() + ", line ")
        : "no app was found; %s: %s".formatted(file.path(), problem);
  }

  /** Where packages go: the environment that is there, else one that is made if it is needed. */
  private Optional<AppPlan.Environment> environment(AppPlan.Dependencies dependencies) {
    String named = request.environment().getOrDefault("VIRTUAL_ENV", "");
    Path active = request.workingDirectory().resolve(named);
    if (!named.isEmpty() && !isBroken(active)) {
      return Optional.of(new AppPlan.Environment(new Sourced<>(active, "VIRTUAL_ENV"), true));
    }
    for (String name : EXISTING) {
      Path folder = request.folder().resolve(name);
      boolean isOwn =
          findings.environments().contains(name)
              && !BuiltEnvironments.isBuilt(folder, request.folder());
      if (isOwn && !isBroken(folder)) {
        return Optional.of(
            new AppPlan.Environment(new Sourced<>(folder, name + " is there"), true));
      }
    }
    return dependencies.installer().value() == Installer.NONE
        ? Optional.empty()
        : Optional.of(new AppPlan.Environment(made(), false));
  }

  private Sourced<Path> made() {
    Path folder = request.folder().resolve("antenv");
    return isBroken(folder)
        ? new Sourced<>(
            request.folder().resolve(BuiltEnvironments.ASIDE),
            "the antenv that is there does not work here")
        : new Sourced<>(folder, "none is there yet; the name is App Service's");
  }

  private boolean isBroken(Path folder) {
    return broken.stream().anyMatch(one -> one.folder().equals(folder));
  }

  private static String passedOver(PythonSearch.Broken broken, Optional<AppPlan.Environment> used) {
    return "The virtual environment %s is passed over: %s. %sTo use it, make it again: %s"
        .formatted(
            broken.folder(),
            broken.why(),
            used.map(one -> "Packages go into " + one.folder().value() + ". ").orElse(""),
            PythonSearch.again(broken.folder()));
  }

  /** An app whose framework nothing declares runs only where somebody installed it by hand. */
  private static Optional<String> undeclared(
      Detection detection, AppPlan.Dependencies dependencies, DependencySearch search) {
    if (dependencies.installer().value() != Installer.NONE) {
      return Optional.empty();
    }
    Optional<String> elsewhere = search.elsewhere();
    if (elsewhere.isPresent()) {
      return Optional.of("Nothing is installed: " + elsewhere.get());
    }
    return detection
        .seen()
        .filter(framework -> framework != Framework.WSGI)
        .map(framework ->
            "Nothing declares a dependency, and the app needs "
                + framework.label()
                + ". It runs only where that is installed already. Write it into requirements.txt");
  }
}
