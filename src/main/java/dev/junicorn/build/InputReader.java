package dev.junicorn.build;

import dev.junicorn.build.disk.Fingerprint;
import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.AppPlan.BuildStep;
import dev.junicorn.plan.AppPlan.Step;
import dev.junicorn.plan.Installer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads what a build depends on from the disk.
 *
 * @param programs where the steps' programs are, without the environment that is to be made
 */
record InputReader(AppPlan plan, BuildSettings settings, Programs programs) {

  /** What is known only when the environment is there. */
  static final String INTERPRETER = "the interpreter";

  /** What the steps themselves may change. */
  static final String SOURCE = "the app's source";

  /** Variables that decide what is installed, not how it is fetched. */
  private static final List<String> DECIDING =
      List.of(
          "PIP_INDEX_URL",
          "PIP_EXTRA_INDEX_URL",
          "PIP_CONSTRAINT",
          "PIP_REQUIREMENT",
          "PIP_PRE",
          "PIP_NO_BINARY",
          "PIP_ONLY_BINARY",
          "PIP_NO_DEPS",
          "UV_INDEX_URL",
          "UV_DEFAULT_INDEX",
          "UV_INDEX",
          "UV_PRERELEASE",
          "UV_RESOLUTION");

  /** What the tools read beside the file that decides. */
  private static final List<String> PROJECT_FILES =
      List.of(
          "pyproject.toml",
          "setup.py",
          "setup.cfg",
          "poetry.lock",
          "poetry.toml",
          "uv.lock",
          "uv.toml",
          "pylock.toml",
          "pdm.lock",
          "Pipfile",
          "Pipfile.lock");

  private static final long LARGEST_REQUIREMENTS = 4L << 20;

  /**
   * Everything.
   *
   * @param made the environment that is there; empty where there is none yet
   * @param outputs folders that are no part of the app's source, relative
   */
  Inputs read(Optional<Path> made, List<String> outputs) throws IOException {
    if (!needsSource()) {
      return read(made, "");
    }
    SourceTree tree = tree(outputs);
    return new Inputs(environment(made, tree.code().fingerprint()), app(tree.fingerprint()));
  }

  /** The same with a state of the app's source that is known already. */
  Inputs read(Optional<Path> made, String source) throws IOException {
    return new Inputs(environment(made, source), app(source));
  }

  /** Whether a change of the app's own files asks for a build. */
  boolean needsSource() {
    return installsSource() || hasStep(Step.COLLECT_STATIC);
  }

  SourceTree tree(List<String> outputs) throws IOException {
    List<Path> excluded = new ArrayList<>();
    outputs.forEach(output -> excluded.add(plan.folder().resolve(output)));
    plan.environment().ifPresent(environment -> excluded.add(environment.folder().value()));
    if (installsSource()) {
      excluded.addAll(leftBySetuptools(plan.folder()));
    }
    return SourceTree.scan(plan.folder(), excluded);
  }

  /** Where requirements are written down; empty for tools that lock them. */
  List<RequirementsFile> requirements() {
    Optional<Path> file = plan.dependencies().file().map(plan.folder()::resolve);
    return switch (plan.dependencies().installer().value()) {
      case PIP_REQUIREMENTS ->
          file.map(one -> RequirementsFile.closure(one, InputReader::text)).orElse(List.of());
      case PIP_DEPENDENCIES, PIP_PROJECT ->
          file.flatMap(one -> text(one).map(text -> RequirementsFile.inProject(one, text))).stream()
              .toList();
      case NONE, POETRY, UV, PYLOCK, PDM, PIPENV -> List.of();
    };
  }

  private Map<String, String> environment(Optional<Path> made, String tree) throws IOException {
    Map<String, String> inputs = new TreeMap<>();
    if (plan.environment().isEmpty()) {
      return inputs;
    }
    inputs.put("Junicorn's version", settings.version());
    inputs.put("the folder's place", plan.environment().get().folder().value().toString());
    inputs.put("--system-site-packages", Boolean.toString(settings.systemSitePackages()));
    interpreter(made, inputs);
    for (BuildStep step : plan.steps()) {
      if (step.step() == Step.INSTALL) {
        inputs.put("the step " + StepNames.of(step.step()), command(step));
        programs.tool(step.argv().getFirst()).ifPresent(tool -> program(inputs, tool));
      }
    }
    settings.environment().entrySet().stream()
        .filter(variable -> DECIDING.contains(variable.getKey()))
        .forEach(variable ->
            inputs.put(variable.getKey(), Fingerprint.ofTexts(List.of(variable.getValue()))));
    dependencies(inputs);
    if (installsSource()) {
      inputs.put(SOURCE, tree);
    }
    return inputs;
  }

  private Map<String, String> app(String tree) {
    Map<String, String> inputs = new TreeMap<>();
    for (BuildStep step : plan.steps()) {
      if (step.step() != Step.CREATE_ENVIRONMENT && step.step() != Step.INSTALL) {
        inputs.put("the step " + StepNames.of(step.step()), command(step));
      }
    }
    if (hasStep(Step.COLLECT_STATIC)) {
      inputs.put(SOURCE, tree);
    }
    return inputs;
  }

  /**
   * The version that is wanted and the program that is used: the plan's own interpreter may be a
   * script that chooses one, or the environment's.
   */
  private void interpreter(Optional<Path> made, Map<String, String> inputs) throws IOException {
    Fingerprint print = new Fingerprint().add(plan.interpreter().found().orElse(""));
    Optional<Path> python =
        made.map(environment -> environment.resolve("bin/python")).filter(Files::isExecutable);
    if (python.isPresent()) {
      print.add(Fingerprint.ofProgram(python.get()));
    }
    inputs.put(INTERPRETER, print.hex());
  }

  private static void program(Map<String, String> inputs, Path tool) {
    try {
      inputs.put("the tool " + tool.getFileName(), Fingerprint.ofProgram(tool));
    } catch (IOException e) {
      // It vanished since it was found: the step that needs it says so.
      inputs.put("the tool " + tool.getFileName(), "gone");
    }
  }

  private void dependencies(Map<String, String> inputs) throws IOException {
    if (!plan.dependencies().requirements().isEmpty()) {
      inputs.put("the dependencies", Fingerprint.ofTexts(plan.dependencies().requirements()));
    }
    for (Path file : dependencyFiles()) {
      if (Files.isReadable(file) && Files.isRegularFile(file)) {
        inputs.put(shown(file), Fingerprint.ofFile(file));
      }
    }
    if (plan.dependencies().installer().value() == Installer.PIP_REQUIREMENTS) {
      for (RequirementsFile file : requirements()) {
        for (RequirementsFile.Line line : file.lines()) {
          local(line, inputs);
        }
      }
    }
  }

  private List<Path> dependencyFiles() {
    Installer installer = plan.dependencies().installer().value();
    if (installer == Installer.PIP_REQUIREMENTS) {
      return requirements().stream().map(RequirementsFile::file).toList();
    }
    if (installer == Installer.NONE) {
      return List.of();
    }
    Path deciding =
        plan.folder().resolve(plan.dependencies().file().orElse(Path.of("pyproject.toml")));
    return PROJECT_FILES.stream().map(deciding::resolveSibling).toList();
  }

  /** A requirement that is a folder or a file on this disk: its content may change. */
  private void local(RequirementsFile.Line line, Map<String, String> inputs) throws IOException {
    String target = line.text().replaceFirst("^(-e|--editable)[\\s=]+", "");
    boolean isEditable = !target.equals(line.text());
    String text = target.replaceFirst("^.*@ *file://", "");
    if (!text.matches("(\\.|/).*")) {
      return;
    }
    Path path = plan.folder().resolve(text.replaceFirst("(\\[.*|\\s*;.*)$", "")).normalize();
    if (Files.isDirectory(path)) {
      inputs.put(shown(path), isEditable ? declaredIn(path) : installedFrom(path));
    } else if (Files.isRegularFile(path)) {
      inputs.put(shown(path), Fingerprint.ofProgram(path));
    }
  }

  /** An editable install leads to the folder itself: only what declares it is installed. */
  private static String declaredIn(Path folder) throws IOException {
    Fingerprint print = new Fingerprint();
    for (String name : List.of("pyproject.toml", "setup.cfg", "setup.py")) {
      Path file = folder.resolve(name);
      print.add(Files.isRegularFile(file) ? Fingerprint.ofFile(file) : "");
    }
    return print.hex();
  }

  /** Of the app's own folder only the code: its other files are read where they are. */
  private String installedFrom(Path folder) throws IOException {
    SourceTree tree = SourceTree.scan(folder, leftBySetuptools(folder));
    return (folder.equals(plan.folder()) ? tree.code() : tree).fingerprint();
  }

  private String command(BuildStep step) {
    List<String> texts = new ArrayList<>(step.argv());
    texts.add(step.directory().toString());
    return Fingerprint.ofTexts(texts);
  }

  private boolean installsSource() {
    return plan.dependencies().installer().value() == Installer.PIP_PROJECT;
  }

  private boolean hasStep(Step wanted) {
    return plan.steps().stream().anyMatch(step -> step.step() == wanted);
  }

  /** {@code pip install .} lets setuptools write beside the source. */
  private static List<Path> leftBySetuptools(Path project) throws IOException {
    List<Path> left = new ArrayList<>(List.of(project.resolve("build")));
    for (Path root : List.of(project, project.resolve("src"))) {
      if (Files.isDirectory(root)) {
        try (var found = Files.newDirectoryStream(root, "*.egg-info")) {
          found.forEach(left::add);
        }
      }
    }
    return left;
  }

  private String shown(Path file) {
    if (file.equals(plan.folder())) {
      return "the folder itself";
    }
    return file.startsWith(plan.folder())
        ? plan.folder().relativize(file).toString()
        : file.toString();
  }

  private static Optional<String> text(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > LARGEST_REQUIREMENTS) {
        return Optional.empty();
      }
      return Optional.of(Decoding.text(Files.readAllBytes(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
