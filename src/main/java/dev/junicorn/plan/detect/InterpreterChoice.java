package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Sourced;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides which Python: the one that was named or that the virtual environment has; else of those
 * installed the newest that is wanted.
 */
final class InterpreterChoice {

  private final Findings findings;
  private final Map<String, String> environment;
  private final List<String> folders;
  private final List<String> warnings = new ArrayList<>();

  /**
   * @param appFolder the app's working directory, relative; empty for the top
   */
  InterpreterChoice(Findings findings, Map<String, String> environment, String appFolder) {
    this.findings = findings;
    this.environment = environment;
    this.folders = appFolder.isEmpty() ? List.of("") : List.of("", appFolder);
  }

  /** Sentences about what does not fit. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Decides.
   *
   * @param installed in the order in which they are taken where nothing is wanted; the first is the
   *     one that read the files
   */
  AppPlan.Interpreter choose(List<Installed> installed) {
    Optional<VersionWish> wish = wish();
    if (installed.isEmpty()) {
      warnings.add(
          "No Python is installed. Install one (Debian: apt-get install python3), or name it:"
              + " --python PATH");
      return new AppPlan.Interpreter(
          Optional.empty(), Optional.empty(), wish.map(VersionWish::text), false);
    }
    Installed first = installed.getFirst();
    Installed chosen =
        first.isFixed() || wish.isEmpty() ? first : best(installed, wish.get()).orElse(first);
    boolean fits = wish.map(one -> one.accepts(chosen.version())).orElse(true);
    if (!fits) {
      warnings.add(misfit(chosen, wish.get()));
    }
    return new AppPlan.Interpreter(
        Optional.of(chosen.path()),
        Optional.of(chosen.version().toString()),
        wish.map(VersionWish::text),
        fits);
  }

  /** The first where it will do: it is the system's own. Else the newest. */
  private static Optional<Installed> best(List<Installed> installed, VersionWish wish) {
    if (wish.accepts(installed.getFirst().version())) {
      return Optional.of(installed.getFirst());
    }
    return installed.stream()
        .filter(one -> wish.accepts(one.version()))
        .max(Comparator.comparing(Installed::version));
  }

  private static String misfit(Installed chosen, VersionWish wish) {
    String what =
        "Python %s is wanted (%s), and %s is %s (%s)."
            .formatted(
                wish.text().value(),
                wish.text().source(),
                chosen.path().value(),
                chosen.version(),
                chosen.path().source());
    return chosen.isFixed()
        ? what
            + " Make the environment again with the version that is wanted, or name another Python: --python PATH"
        : what + " None that is installed is the wanted one. Install it, or name it: --python PATH";
  }

  /** What the app asks for: the first file that says it; the others are compared with it. */
  private Optional<VersionWish> wish() {
    Optional<VersionWish> chosen = Optional.empty();
    for (VersionWish wish : wishes()) {
      if (!wish.isReadable()) {
        warnings.add(
            "%s says \"%s\", which is no version of Python that can be compared. It is passed over"
                .formatted(wish.text().source(), wish.text().value()));
      } else if (chosen.isEmpty()) {
        chosen = Optional.of(wish);
      } else if (contradict(chosen.get(), wish)) {
        warnings.add(
            "%s wants Python %s, and %s wants %s. The first is followed"
                .formatted(
                    chosen.get().text().source(),
                    chosen.get().text().value(),
                    wish.text().source(),
                    wish.text().value()));
      }
    }
    return chosen;
  }

  /** Whether the version that one names is not what the other accepts. */
  private static boolean contradict(VersionWish chosen, VersionWish other) {
    return PythonVersion.parse(chosen.text().value())
        .map(version ->
            version.parts().size() > 1 && !other.accepts(version) && !isSeriesOf(version, other))
        .orElse(false);
  }

  private static boolean isSeriesOf(PythonVersion version, VersionWish other) {
    return PythonVersion.parse(other.text().value())
        .map(exact -> exact.startsWith(version))
        .orElse(false);
  }

  private List<VersionWish> wishes() {
    List<VersionWish> wishes = new ArrayList<>();
    variable().ifPresent(wishes::add);
    for (String folder : folders) {
      dotPythonVersion(Modules.join(folder, ".python-version")).ifPresent(wishes::add);
      runtimeTxt(Modules.join(folder, "runtime.txt")).ifPresent(wishes::add);
      requiresPython(Modules.join(folder, "pyproject.toml")).ifPresent(wishes::add);
    }
    return wishes;
  }

  /** App Service's and Oryx's variable; images of Python set it, too, to what they hold. */
  private Optional<VersionWish> variable() {
    return Optional.ofNullable(environment.get("PYTHON_VERSION"))
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> new VersionWish(new Sourced<>(text, "PYTHON_VERSION")));
  }

  /** pyenv's: one version for each line, of which the first counts; comments are allowed. */
  private Optional<VersionWish> dotPythonVersion(String path) {
    return firstLine(path)
        .map(line -> line.startsWith("cpython-") ? line.substring("cpython-".length()) : line)
        .map(line -> new VersionWish(new Sourced<>(line, path)));
  }

  /** Heroku's and Oryx's: {@code python-3.11.4}. */
  private Optional<VersionWish> runtimeTxt(String path) {
    return firstLine(path)
        .filter(line -> line.startsWith("python-"))
        .map(line -> new VersionWish(new Sourced<>(line.substring("python-".length()), path)));
  }

  private Optional<VersionWish> requiresPython(String path) {
    return findings
        .text(path)
        .map(text -> ProjectFile.parse(text.content()))
        .flatMap(project ->
            project
                .requiresPython()
                .map(specifier ->
                    new VersionWish(
                        new Sourced<>(
                            specifier.strip(),
                            path
                                + (project.hasProject()
                                    ? ", requires-python"
                                    : ", Poetry's python")))));
  }

  private Optional<String> firstLine(String path) {
    return findings
        .text(path)
        .flatMap(text ->
            text.content()
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst());
  }
}
