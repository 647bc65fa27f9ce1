package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Framework;
import dev.junicorn.plan.Misspelling;
import dev.junicorn.plan.Sourced;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds a Django project as Django itself does: {@code manage.py} names the settings, the settings
 * name the WSGI application.
 */
final class DjangoSearch {

  private static final String SETTINGS_VARIABLE = "DJANGO_SETTINGS_MODULE";

  /** {@code from .base import *} in a settings package, and one more. */
  private static final int MOST_STARS = 4;

  private final Findings findings;
  private final Modules modules;
  private final Map<String, String> environment;
  private final List<AppPlan.Rejected> rejected = new ArrayList<>();

  /**
   * @param environment whose {@code DJANGO_SETTINGS_MODULE} wins over manage.py
   */
  DjangoSearch(Findings findings, Modules modules, Map<String, String> environment) {
    this.findings = findings;
    this.modules = modules;
    this.environment = environment;
  }

  /**
   * A project.
   *
   * @param managePy its manage.py
   * @param settings the settings module's name for manage.py's commands, with where it stands
   * @param served the one that the site is served with: what its wsgi module names, else the same
   */
  record Project(
      SourceFile managePy, Sourced<String> settings, Sourced<String> served, Choice choice) {

    /** Whether manage.py's commands see other settings than the site. */
    boolean differs() {
      return !settings.value().equals(served.value());
    }
  }

  /** What is not served, with the reason. */
  List<AppPlan.Rejected> rejected() {
    return List.copyOf(rejected);
  }

  /** The nearest project that can be served. */
  Optional<Project> search() {
    Optional<Project> chosen = Optional.empty();
    for (SourceFile managePy : managePys()) {
      Optional<Project> project = project(managePy);
      if (project.isEmpty()) {
        continue;
      }
      if (chosen.isPresent()) {
        reject(
            managePy,
            chosen.get().managePy().path()
                + " is nearer, or earlier in the alphabet. If this one is meant, plan its folder");
      } else {
        chosen = project;
      }
    }
    return chosen;
  }

  private List<SourceFile> managePys() {
    return findings.sources().values().stream()
        .filter(file -> file.fileName().equals("manage.py") && file.isReadable())
        .sorted(Comparator.comparingInt(SourceFile::depth).thenComparing(SourceFile::path))
        .toList();
  }

  private Optional<Project> project(SourceFile managePy) {
    Optional<Sourced<String>> settings = settings(managePy);
    if (settings.isEmpty()) {
      if (isDjangos(managePy)) {
        reject(managePy, "it names no settings module (" + SETTINGS_VARIABLE + ")");
      }
      return Optional.empty();
    }
    Optional<String> aside = KnownNames.aside(managePy);
    if (aside.isPresent()) {
      reject(managePy, aside.get() + " is not where a site's app lives");
      return Optional.empty();
    }
    return choice(managePy, settings.get())
        .map(choice ->
            new Project(
                managePy, settings.get(), served(managePy, settings.get(), choice), choice));
  }

  /** Flask's projects have a manage.py too, sometimes. */
  private static boolean isDjangos(SourceFile managePy) {
    return Stream.concat(
            Stream.of(managePy.imports()),
            managePy.functions().stream().map(SourceFile.Function::imports))
        .flatMap(imports -> imports.values().stream())
        .anyMatch(name -> Modules.first(name).equals("django"));
  }

  private Optional<Sourced<String>> settings(SourceFile managePy) {
    return Optional.of(environment.getOrDefault(SETTINGS_VARIABLE, "").strip())
        .filter(name -> !name.isEmpty())
        .map(name -> new Sourced<>(name, SETTINGS_VARIABLE))
        .or(() -> namedIn(managePy))
        .or(() -> wsgiFiles(managePy).flatMap(file -> namedIn(file).stream()).findFirst());
  }

  private Optional<Sourced<String>> namedIn(SourceFile file) {
    return file.settings().stream()
        .findFirst()
        .map(name -> new Sourced<>(name.in(environment), file.path()));
  }

  /** Those below a manage.py, nearest first. */
  private Stream<SourceFile> wsgiFiles(SourceFile managePy) {
    String below = managePy.folder().isEmpty() ? "" : managePy.folder() + "/";
    return findings.sources().values().stream()
        .filter(file -> file.fileName().equals("wsgi.py") && file.path().startsWith(below))
        .filter(file -> KnownNames.aside(file).isEmpty());
  }

  /** What counts for the site is what its wsgi module says, unless the variable says it first. */
  private Sourced<String> served(SourceFile managePy, Sourced<String> settings, Choice choice) {
    String module = choice.spec().value().split(":", 2)[0];
    return Optional.of(settings)
        .filter(one -> !one.source().equals(SETTINGS_VARIABLE))
        .flatMap(_ -> module(managePy.folder(), module))
        .flatMap(this::namedIn)
        .filter(named -> module(managePy.folder(), named.value()).isPresent())
        .orElse(settings);
  }

  private Optional<Choice> choice(SourceFile managePy, Sourced<String> settings) {
    Optional<SourceFile> file = module(managePy.folder(), settings.value());
    if (file.isEmpty()) {
      rejected.add(withoutSettings(managePy, settings));
      return Optional.empty();
    }
    Optional<Sourced<String>> application =
        file.flatMap(found -> setting(found, "WSGI_APPLICATION", MOST_STARS));
    return application.isPresent()
        ? named(managePy, settings, application.get())
        : beside(managePy, settings, file.get());
  }

  private AppPlan.Rejected withoutSettings(SourceFile managePy, Sourced<String> settings) {
    String where = folderName(managePy.folder());
    String meant =
        Misspelling.of(settings.value(), names(managePy))
            .map(". Did you mean %s?"::formatted)
            .orElse("");
    return settings.source().equals(SETTINGS_VARIABLE)
        ? new AppPlan.Rejected(
            SETTINGS_VARIABLE + "=" + settings.value(),
            "there is no such module below " + where + meant)
        : new AppPlan.Rejected(
            managePy.path(),
            "it names the settings module %s, and there is no such file below %s%s"
                .formatted(settings.value(), where, meant));
  }

  /** What the variable may have meant: what manage.py names, and every module beside it. */
  private List<String> names(SourceFile managePy) {
    List<String> names = new ArrayList<>();
    managePy.settings().stream()
        .map(SourceFile.SettingsName::module)
        .filter(name -> module(managePy.folder(), name).isPresent())
        .forEach(names::add);
    String start = managePy.folder().isEmpty() ? "" : managePy.folder() + "/";
    findings.sources().keySet().stream()
        .filter(path -> path.startsWith(start) && path.endsWith(".py"))
        .map(path -> path.substring(start.length(), path.length() - ".py".length()))
        .map(path -> path.replace('/', '.'))
        .forEach(names::add);
    return names;
  }

  /** The application that the settings name. */
  private Optional<Choice> named(
      SourceFile managePy, Sourced<String> settings, Sourced<String> application) {
    int dot = application.value().lastIndexOf('.');
    String module = application.value().substring(0, Math.max(0, dot));
    if (module(managePy.folder(), module).isEmpty()) {
      reject(
          managePy,
          "the settings say %s, and there is no module %s below %s"
              .formatted(application.source(), module, folderName(managePy.folder())));
      return Optional.empty();
    }
    String spec = module + ":" + application.value().substring(dot + 1);
    return Optional.of(
        choice(
            managePy,
            settings,
            new Sourced<>(
                spec,
                "%s, which %s names as settings; %s"
                    .formatted(settings.value(), settings.source(), application.source()))));
  }

  /** The module wsgi beside the settings, or beside their package. */
  private Optional<Choice> beside(
      SourceFile managePy, Sourced<String> settings, SourceFile settingsFile) {
    String module = settings.value();
    while (module.indexOf('.') >= 0) {
      module = module.substring(0, module.lastIndexOf('.'));
      Optional<SourceFile> wsgi = module(managePy.folder(), module + ".wsgi");
      if (wsgi.isPresent()) {
        return Optional.of(
            choice(
                managePy,
                settings,
                new Sourced<>(
                    module + ".wsgi:application",
                    wsgi.get().path()
                        + ", beside the settings that "
                        + settings.source()
                        + " names")));
      }
    }
    reject(
        managePy,
        "its settings, %s, have no WSGI_APPLICATION, and there is no wsgi.py beside them"
            .formatted(settingsFile.path()));
    return Optional.empty();
  }

  private static Choice choice(
      SourceFile managePy, Sourced<String> settings, Sourced<String> spec) {
    return new Choice(
        new Sourced<>(
            Framework.DJANGO,
            "%s, whose settings are %s".formatted(managePy.path(), settings.value())),
        spec,
        managePy.folder(),
        managePy.folder());
  }

  /** Whether the settings, or what they are made from, give this name a value. */
  boolean hasSetting(Project project, String name) {
    return module(project.managePy().folder(), project.served().value())
        .map(file -> isSet(file, name, MOST_STARS))
        .orElse(false);
  }

  /** Whether the settings, or what they are made from, name this library. */
  boolean mentions(Project project, String library) {
    return module(project.managePy().folder(), project.served().value())
        .map(file -> mentions(file, library, MOST_STARS))
        .orElse(false);
  }

  private boolean mentions(SourceFile file, String library, int stars) {
    return file.mentions().contains(library)
        || inherited(file, stars).stream().anyMatch(base -> mentions(base, library, stars - 1));
  }

  private boolean isSet(SourceFile file, String name, int stars) {
    return file.binding(name).isPresent()
        || inherited(file, stars).stream().anyMatch(base -> isSet(base, name, stars - 1));
  }

  private Optional<Sourced<String>> setting(SourceFile file, String name, int stars) {
    Optional<SourceFile.Binding> binding = file.binding(name);
    if (binding.isPresent()) {
      return binding.get().value() instanceof Expression.Text(String text)
          ? Optional.of(
              new Sourced<>(
                  text,
                  "%s:%d `%s`".formatted(file.path(), binding.get().line(), binding.get().text())))
          : Optional.empty();
    }
    return inherited(file, stars).reversed().stream()
        .flatMap(base -> setting(base, name, stars - 1).stream())
        .findFirst();
  }

  private List<SourceFile> inherited(SourceFile file, int stars) {
    return stars == 0
        ? List.of()
        : file.stars().stream()
            .flatMap(star -> modules.find(file, star).stream())
            .filter(target -> target.rest().isEmpty())
            .map(Modules.Target::file)
            .toList();
  }

  private Optional<SourceFile> module(String folder, String dotted) {
    return modules
        .findBelow(folder, Modules.parts(dotted))
        .filter(target -> target.rest().isEmpty())
        .map(Modules.Target::file);
  }

  private void reject(SourceFile managePy, String why) {
    rejected.add(new AppPlan.Rejected(managePy.path(), why));
  }

  private static String folderName(String folder) {
    return folder.isEmpty() ? "the folder" : folder + "/";
  }
}
