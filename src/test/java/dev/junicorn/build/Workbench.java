package dev.junicorn.build;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.AppPlan.BuildStep;
import dev.junicorn.plan.AppPlan.Step;
import dev.junicorn.plan.Framework;
import dev.junicorn.plan.Installer;
import dev.junicorn.plan.Machine;
import dev.junicorn.plan.Sizing;
import dev.junicorn.plan.Sourced;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An app's folder with what is needed to build it: a plan, wheels, settings, and what was said. */
final class Workbench implements BuildReport {

  static final Path PYTHON = Path.of("/usr/bin/python3");

  final Path app;
  final Wheelhouse wheels;
  final List<String> said = new CopyOnWriteArrayList<>();
  final List<String> printed = new CopyOnWriteArrayList<>();
  final Map<String, String> environment = new HashMap<>(System.getenv());

  private final List<BuildStep> steps = new ArrayList<>();
  private Path interpreter = PYTHON;
  private Installer installer = Installer.NONE;
  private boolean withEnvironment;
  private String environmentName = "antenv";
  private boolean force;
  private boolean systemSitePackages;

  Workbench(Path app) {
    this.app = app;
    wheels = new Wheelhouse(app.resolveSibling("wheels of " + app.getFileName()));
    // The machine's own settings of pip are no part of the test.
    environment.keySet().removeIf(name -> name.startsWith("PIP_") || name.startsWith("PYTHON"));
    environment.put("PIP_CONFIG_FILE", "/dev/null");
    // Whether all that this machine has installed fits together takes pip longer than to install.
    environment.put("PIP_NO_WARN_CONFLICTS", "1");
    try {
      Files.createDirectories(app);
      Files.createDirectories(wheels.folder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Workbench file(String name, String text) {
    try {
      Path file = app.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Installs {@code requirements.txt} into an environment. */
  Workbench requirements(String text) {
    file("requirements.txt", text);
    if (installer == Installer.NONE) {
      installer = Installer.PIP_REQUIREMENTS;
      withEnvironment = true;
      create();
      step(Step.INSTALL, "python", "-m", "pip", "install", "-r", "requirements.txt");
    }
    return this;
  }

  Workbench installer(Installer other, String... argv) {
    installer = other;
    withEnvironment = true;
    create();
    return step(Step.INSTALL, argv);
  }

  /** With the system's pip, which saves the time of installing one. */
  private void create() {
    step(
        Step.CREATE_ENVIRONMENT,
        "python",
        "-m",
        "venv",
        "--system-site-packages",
        "--without-pip",
        link().toString());
  }

  /** Gives the environment a pip of its own, as a plan does. */
  Workbench withPip() {
    steps.removeIf(step -> step.step() == Step.CREATE_ENVIRONMENT);
    return step(Step.CREATE_ENVIRONMENT, "python", "-m", "venv", link().toString());
  }

  /** Makes the environment as its user would have made it. */
  void ownEnvironment(String... options) throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(PYTHON.toString(), "-m", "venv"));
    words.addAll(List.of(options));
    words.add(link().toString());
    new ProcessBuilder(words).start().waitFor();
  }

  Workbench step(Step step, String... argv) {
    steps.add(new BuildStep(step, List.of(argv), app, "a test"));
    steps.sort((one, other) -> one.step().compareTo(other.step()));
    return this;
  }

  /** A step as a user writes it. */
  Workbench shell(Step step, String command) {
    return step(step, "sh", "-c", command);
  }

  Workbench environmentName(String name) {
    environmentName = name;
    return this;
  }

  Workbench interpreter(Path path) {
    interpreter = path;
    return this;
  }

  Workbench systemSitePackages(boolean wanted) {
    systemSitePackages = wanted;
    return this;
  }

  Workbench force() {
    force = true;
    return this;
  }

  Path link() {
    return app.resolve(environmentName);
  }

  AppPlan plan() {
    return new AppPlan(
        app,
        new AppPlan.App(
            Sourced.byDefault(Framework.WSGI),
            Sourced.byDefault("app:app"),
            app,
            List.of(),
            AppPlan.AppliedOptions.NONE),
        List.of(),
        new AppPlan.Interpreter(
            Optional.of(Sourced.byDefault(interpreter)), Optional.of("3"), Optional.empty(), true),
        new AppPlan.Dependencies(
            new Sourced<>(installer, "there is no file that declares a dependency"),
            installer == Installer.PIP_REQUIREMENTS
                ? Optional.of(Path.of("requirements.txt"))
                : Optional.empty(),
            List.of(),
            List.of()),
        withEnvironment
            ? Optional.of(new AppPlan.Environment(Sourced.byDefault(link()), Files.exists(link())))
            : Optional.empty(),
        steps.stream()
            .filter(step -> step.step() != Step.CREATE_ENVIRONMENT || !Files.exists(link()))
            .toList(),
        Sizing.decide(
            new Machine(Sourced.byDefault(1), Optional.empty()),
            Optional.empty(),
            Optional.empty()),
        List.of());
  }

  BuildOutcome build() {
    BuildSettings settings =
        new BuildSettings(
            environment, true, systemSitePackages, List.of(wheels.folder()), force, "test");
    try {
      return new Builder(settings, this, System::nanoTime).build(plan());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What the environment's interpreter prints for an expression. */
  String ask(Path environmentFolder, String expression) {
    try {
      Process process =
          new ProcessBuilder(
                  environmentFolder.resolve("bin/python").toString(),
                  "-c",
                  "print(" + expression + ")")
              .redirectErrorStream(true)
              .start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String version(Path environmentFolder, String module) {
    return ask(environmentFolder, "__import__('" + module + "').VERSION");
  }

  List<Path> environments() {
    try {
      return Workshop.in(app).list();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void say(String sentence) {
    said.add(sentence);
  }

  @Override
  public void output(String line) {
    printed.add(line);
  }
}
