package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Framework;
import dev.junicorn.plan.Installer;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.StartCommands;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Lists what a build does for a plan, with the reason for each step. */
final class BuildSteps {

  private static final Set<String> TRUE = Set.of("1", "true", "yes", "on");

  private static final Set<String> FALSE = Set.of("0", "false", "no", "off");

  private static final String SET_ROOT = "Set it: WhiteNoise serves what is collected there";

  private static final String WHITENOISE =
      "add whitenoise to the requirements and whitenoise.middleware.WhiteNoiseMiddleware to"
          + " MIDDLEWARE, after SecurityMiddleware";

  /** The admin without CSS is how this is noticed. */
  private static final String NOT_SERVED =
      "Junicorn serves no static files, so pages come without CSS, the admin's too: set STATIC_ROOT,"
          + " and "
          + WHITENOISE
          + "; or let the proxy in front serve STATIC_ROOT";

  private static final String NOBODY_SERVES =
      "Junicorn serves no static files, and the settings do not name WhiteNoise: "
          + WHITENOISE
          + ", or let the proxy in front serve STATIC_ROOT";

  private final Path folder;
  private final Map<String, String> variables;
  private final Declarations declarations;
  private final List<AppPlan.BuildStep> steps = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  BuildSteps(Path folder, Map<String, String> variables, Declarations declarations) {
    this.folder = folder;
    this.declarations = declarations;
    this.variables = variables;
  }

  List<AppPlan.BuildStep> steps() {
    return List.copyOf(steps);
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }

  void list(
      AppPlan.Dependencies dependencies,
      Optional<AppPlan.Environment> environment,
      Detection detection) {
    hook(AppPlan.Step.PRE_BUILD, "PRE_BUILD", "pre-build");
    boolean installs = dependencies.installer().value() != Installer.NONE;
    environment
        .filter(one -> !one.exists())
        .ifPresent(one ->
            add(
                AppPlan.Step.CREATE_ENVIRONMENT,
                List.of("python", "-m", "venv", one.folder().value().toString()),
                folder,
                "packages go into an environment of their own"));
    if (installs) {
      add(
          AppPlan.Step.INSTALL,
          command(dependencies),
          directory(dependencies),
          dependencies.installer().source());
    }
    collectStatic(detection);
    if (installs && environment.isPresent()) {
      add(
          AppPlan.Step.COMPILE,
          List.of(
              "python", "-m", "compileall", "-q", environment.get().folder().value().toString()),
          folder,
          "bytecode is made once, not by the first request");
    }
    hook(AppPlan.Step.POST_BUILD, "POST_BUILD", "post-build");
    ignored();
  }

  /** appsvc.yaml outranks the variables, as on App Service. */
  private void hook(AppPlan.Step step, String prefix, String key) {
    declarations
        .appsvc(key)
        .or(() -> variable(prefix + "_COMMAND"))
        .or(() ->
            variable(prefix + "_SCRIPT_PATH")
                .map(path -> new Sourced<>(script(path.value()), path.source())))
        .ifPresent(
            // As on App Service, a line that fails ends the step.
            command ->
                add(step, List.of("sh", "-e", "-c", command.value()), folder, command.source()));
  }

  private Optional<Sourced<String>> variable(String name) {
    return Optional.of(variables.getOrDefault(name, "").strip())
        .filter(value -> !value.isEmpty())
        .map(value -> new Sourced<>(value, name));
  }

  /** A shell looks for a name without a slash on PATH. */
  private static String script(String path) {
    return StartCommands.quoted(path.indexOf('/') < 0 ? "./" + path : path);
  }

  /** What App Service's build does by a variable and this one does not. */
  private void ignored() {
    variable("CUSTOM_BUILD_COMMAND")
        .ifPresent(_ ->
            warnings.add(
                "CUSTOM_BUILD_COMMAND is not run: the dependencies are installed as this plan says."
                    + " For a command beside that, set PRE_BUILD_COMMAND or POST_BUILD_COMMAND"));
    variable("SCM_DO_BUILD_DURING_DEPLOYMENT")
        .filter(value -> FALSE.contains(value.value().toLowerCase(Locale.ROOT)))
        .ifPresent(_ ->
            warnings.add(
                "SCM_DO_BUILD_DURING_DEPLOYMENT=false is about Azure's deployment, and changes"
                    + " nothing here: what is not built yet is built"));
  }

  /** The folder of the file that decides: that is where the tools look for it. */
  private Path directory(AppPlan.Dependencies dependencies) {
    Path file = dependencies.file().map(folder::resolve).orElse(folder);
    Path parent = file.getParent();
    boolean staysAtTop = dependencies.installer().value() == Installer.PIP_REQUIREMENTS;
    return staysAtTop || parent == null ? folder : parent;
  }

  private static List<String> command(AppPlan.Dependencies dependencies) {
    String file = dependencies.file().map(Path::toString).orElse("");
    return switch (dependencies.installer().value()) {
      case NONE -> List.of();
      case PIP_REQUIREMENTS -> List.of("python", "-m", "pip", "install", "-r", file);
      case PIP_PROJECT -> List.of("python", "-m", "pip", "install", ".");
      case PIP_DEPENDENCIES -> {
        List<String> words = new ArrayList<>(List.of("python", "-m", "pip", "install"));
        words.addAll(dependencies.requirements());
        yield List.copyOf(words);
      }
      // --no-root: the app is started from its folder, it need not be a package.
      case POETRY -> List.of("poetry", "install", "--only", "main", "--no-root");
      case UV -> List.of("uv", "sync", "--active", "--frozen", "--no-dev");
      case PYLOCK -> List.of("uv", "pip", "sync", "pylock.toml");
      case PDM -> List.of("pdm", "sync", "--prod", "--no-self");
      case PIPENV ->
          file.endsWith(".lock") ? List.of("pipenv", "sync") : List.of("pipenv", "install");
    };
  }

  /** Whichever file declares Django: what counts is that the app is a Django project. */
  private void collectStatic(Detection detection) {
    boolean isOther =
        detection
            .choice()
            .filter(choice -> choice.framework().value() != Framework.DJANGO)
            .isPresent();
    if (isOther || detection.django().isEmpty()) {
      return;
    }
    String disabled = variables.getOrDefault("DISABLE_COLLECTSTATIC", "").strip();
    if (TRUE.contains(disabled.toLowerCase(Locale.ROOT))) {
      return;
    }
    DjangoSearch.Project project = detection.django().get();
    if (!detection.collectsStatic()) {
      if (detection.command().isPresent()) {
        // How static files are served is the command's affair.
        return;
      }
      warnings.add(
          "Static files are not collected: the settings %s have no STATIC_ROOT. %s"
              .formatted(
                  project.served().value(), detection.servesStatic() ? SET_ROOT : NOT_SERVED));
      return;
    }
    add(
        AppPlan.Step.COLLECT_STATIC,
        collecting(project),
        folder.resolve(project.managePy().folder()),
        "the settings "
            + project.served().value()
            + " have STATIC_ROOT"
            + (project.differs() ? ", and " + project.served().source() + " names them" : "")
            + "; DISABLE_COLLECTSTATIC=true leaves it out"
            + (detection.servesStatic() ? "" : ". " + NOBODY_SERVES));
  }

  private static List<String> collecting(DjangoSearch.Project project) {
    List<String> words = List.of("python", "manage.py", "collectstatic", "--noinput");
    return project.differs()
        ? Stream.concat(words.stream(), Stream.of("--settings=" + project.served().value()))
            .toList()
        : words;
  }

  private void add(AppPlan.Step step, List<String> argv, Path directory, String source) {
    steps.add(new AppPlan.BuildStep(step, argv, directory, source));
  }
}
