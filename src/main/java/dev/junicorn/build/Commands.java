package dev.junicorn.build;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.AppPlan.BuildStep;
import dev.junicorn.plan.AppPlan.Step;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Turns a step's words into a command that can be run here. */
record Commands(Site site, StepRunner runner, ToolEnvironment variables) {

  private static final int SIGNAL_BASE = 128;

  private static final List<String> PIP = List.of(Programs.PYTHON, "-m", "pip");

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

  /**
   * The command of a step.
   *
   * @param target the environment that is made; its name in the step is replaced by this place
   */
  List<String> argv(BuildStep step, Optional<Path> target)
      throws IOException, InterruptedException, BuildFailure {
    List<String> argv = new ArrayList<>(unmarked(step).orElse(step.argv()));
    target.ifPresent(
        place -> argv.replaceAll(word -> namesEnvironment(word) ? place.toString() : word));
    boolean creates = step.step() == Step.CREATE_ENVIRONMENT;
    Path interpreter = site.programs().interpreter().orElseThrow();
    Path python =
        creates
            ? interpreter
            : target
                .map(place -> place.resolve("bin/python"))
                .filter(Files::isExecutable)
                .orElse(interpreter);
    if (creates && argv.contains("venv")) {
      if (variables.systemSitePackages()) {
        argv.add(argv.indexOf("venv") + 1, "--system-site-packages");
      }
      if (!argv.contains("--without-pip")) {
        checkVenv(interpreter, argv);
      }
    }
    if (step.step() == Step.INSTALL && target.isPresent() && usesPip(argv)) {
      withPip(argv, python, target.get());
    }
    argv.set(0, site.programs().resolve(argv.getFirst(), python).toString());
    return argv;
  }

  private static boolean usesPip(List<String> argv) {
    return argv.size() > PIP.size() && argv.subList(0, PIP.size()).equals(PIP);
  }

  /** uv makes environments without pip, and installs into them itself. */
  private void withPip(List<String> argv, Path python, Path target)
      throws IOException, InterruptedException {
    if (asks(python, target, "-c", "import pip")) {
      return;
    }
    if (site.programs().tool("uv").isPresent()) {
      runner.say("the environment has no pip: uv installs into it.");
      argv.subList(0, PIP.size()).clear();
      argv.addAll(0, List.of("uv", "pip"));
    } else {
      // Where it fails, pip's step does, and says so.
      asks(python, target, "-m", "ensurepip");
    }
  }

  private boolean asks(Path python, Path target, String... question)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(List.of(python.toString()));
    words.addAll(List.of(question));
    return runner
            .quiet()
            .run(
                "looking for pip",
                words,
                site.plan().folder(),
                variables.of(Step.INSTALL, Optional.of(target)))
            .code()
        == 0;
  }

  /**
   * A hook that is the name of a script without the permission to run it, as a zip file leaves it:
   * by the interpreter that its first line names.
   */
  private static Optional<List<String>> unmarked(BuildStep step) throws IOException {
    String command = step.argv().getLast();
    boolean isHook = step.step() == Step.PRE_BUILD || step.step() == Step.POST_BUILD;
    if (!isHook || !PLAIN.matcher(command).matches()) {
      return Optional.empty();
    }
    Path file = step.directory().resolve(command);
    if (!Files.isRegularFile(file) || Files.isExecutable(file)) {
      return Optional.empty();
    }
    List<String> words = new ArrayList<>(interpreter(file));
    words.add(file.toString());
    return Optional.of(words);
  }

  private static List<String> interpreter(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    String first = text.lines().findFirst().orElse("");
    List<String> named =
        first.startsWith("#!") ? List.of(first.substring(2).strip().split("\\s+")) : List.of();
    return named.isEmpty() || !Files.isExecutable(Path.of(named.getFirst()))
        ? List.of("sh")
        : named;
  }

  /** The words as one could type them. */
  static String shown(List<String> argv) {
    return argv.stream()
        .map(word -> PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  static String ending(int code) {
    return code > SIGNAL_BASE ? "signal " + (code - SIGNAL_BASE) : "exit code " + code;
  }

  /** Plans write the whole path: a folder may be called as Python's module is, venv. */
  private boolean namesEnvironment(String word) {
    return site.plan()
        .environment()
        .map(AppPlan.Environment::folder)
        .filter(folder -> word.equals(folder.value().toString()))
        .isPresent();
  }

  /** Debian keeps what makes environments in a package of its own. */
  private void checkVenv(Path interpreter, List<String> argv)
      throws IOException, InterruptedException, BuildFailure {
    List<String> check = List.of(interpreter.toString(), "-c", "import venv, ensurepip");
    StepRunner quiet = runner.quiet();
    StepRunner.Ended ended =
        quiet.run(
            "looking for venv",
            check,
            site.plan().folder(),
            variables.of(Step.CREATE_ENVIRONMENT, Optional.empty()));
    if (ended.code() == 0) {
      return;
    }
    if (ended.lines().last(Lines.KEPT).stream().anyMatch(line -> line.contains("ensurepip"))
        && !needsPip()) {
      argv.add(argv.indexOf("venv") + 1, "--without-pip");
      return;
    }
    throw new BuildFailure(
        new BuildOutcome.Failed(
            interpreter
                + " cannot make virtual environments: its modules venv and ensurepip are not"
                + " complete.",
            List.of(),
            ended.lines().last(3),
            "Install them (Debian and Ubuntu: apt-get install "
                + debianPackage(interpreter)
                + "), or make the environment by other means in "
                + site.plan().folder().resolve(".venv")
                + ", which is used then."));
  }

  private boolean needsPip() {
    return site.plan().steps().stream().anyMatch(step -> step.argv().contains("pip"));
  }

  /** {@code python3-venv} for the system's python3, {@code python3.12-venv} for python3.12. */
  static String debianPackage(Path interpreter) {
    String name = String.valueOf(interpreter.getFileName());
    return name.matches("python3\\.\\d+") ? name + "-venv" : "python3-venv";
  }
}
