package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Framework;
import dev.junicorn.plan.Sourced;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Decides between everything that could be started, in Azure App Service's order: a custom command,
 * Django, Flask and its kind. What is written down comes before what is found.
 */
final class Detector {

  /** A list longer than this helps nobody. */
  private static final int MOST_REJECTED = 60;

  /** So many files without an app show that the folder was read. */
  private static final int MOST_UNEXPECTED = 5;

  private static final String BOTTLES_DEFAULT =
      "Bottle's default app has no name here. Give it one, app = bottle.default_app(), and put run()"
          + " under if __name__ == \"__main__\":";

  private final Findings findings;
  private final Map<String, String> environment;
  private final Declarations declarations;
  private final AppSearch search;
  private final NamedApp named;
  private final DjangoSearch django;
  private final List<AppPlan.Rejected> rejected = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  Detector(Findings findings, Map<String, String> environment) {
    this.findings = findings;
    this.environment = environment;
    this.declarations = new Declarations(findings);
    Modules modules = Modules.of(findings);
    Resolver resolver = new Resolver(modules);
    this.search = new AppSearch(findings, modules, resolver);
    this.named = new NamedApp(findings, modules, resolver, search);
    this.django = new DjangoSearch(findings, modules, environment);
  }

  /**
   * Decides.
   *
   * @param startupCommand what the user gave
   */
  Detection detect(Optional<Sourced<String>> startupCommand) {
    Optional<Sourced<String>> command = command(startupCommand);
    Optional<DjangoSearch.Project> project = Optional.empty();
    Optional<Choice> choice = Optional.empty();
    AppSearch.Result found = search.search();
    if (command.isEmpty()) {
      choice = declarations.wsgiApp().flatMap(name -> take(named.gunicorn(name)));
      if (choice.isEmpty()) {
        project = django.search();
        rejected.addAll(django.rejected());
        choice = project.map(DjangoSearch.Project::choice);
      } else if (isDjango(choice)) {
        project = django.search();
      }
      choice = choice.or(() -> anyDjango(found)).or(this::flaskApp).or(() -> first(found));
    } else {
      // A command says how the site is served; its static files are collected all the same.
      project = django.search();
    }
    reject(found, command, choice);
    unreadable();
    if (command.isEmpty() && choice.isEmpty()) {
      withoutApp();
    }
    if (command.isEmpty()) {
      rejected.addAll(declarations.unnamed());
    }
    warn(choice, found);
    return new Detection(
        command,
        choice,
        project,
        project.map(one -> django.hasSetting(one, "STATIC_ROOT")).orElse(false),
        project.map(one -> django.mentions(one, "whitenoise")).orElse(false),
        bounded(rejected.stream().distinct().toList()),
        List.copyOf(warnings),
        choice
            .map(one -> one.framework().value())
            .or(() -> found.candidates().stream().findFirst().map(Candidate::framework)));
  }

  private static List<AppPlan.Rejected> bounded(List<AppPlan.Rejected> all) {
    if (all.size() <= MOST_REJECTED) {
      return all;
    }
    List<AppPlan.Rejected> list = new ArrayList<>(all.subList(0, MOST_REJECTED));
    list.add(
        new AppPlan.Rejected(
            all.size() - MOST_REJECTED + " more", "only " + MOST_REJECTED + " are listed"));
    return List.copyOf(list);
  }

  /** The first command wins; the others are said to be passed over. */
  private Optional<Sourced<String>> command(Optional<Sourced<String>> startupCommand) {
    Optional<Sourced<String>> chosen = Optional.empty();
    for (Optional<Sourced<String>> command :
        List.of(startupCommand, declarations.run(), declarations.web())) {
      if (command.isPresent() && chosen.isPresent()) {
        rejected.add(
            new AppPlan.Rejected(
                command.get().source() + " `" + command.get().value() + "`",
                chosen.get().source() + " decides alone"));
      }
      chosen = chosen.or(() -> command);
    }
    rejected.addAll(declarations.otherProcesses());
    return chosen;
  }

  private Optional<Choice> take(NamedApp.Outcome outcome) {
    rejected.addAll(outcome.rejected());
    return outcome.choice();
  }

  private Optional<Choice> anyDjango(AppSearch.Result found) {
    return found.candidates().stream()
        .filter(candidate -> candidate.framework() == Framework.DJANGO)
        .findFirst()
        .map(candidate -> Choice.of(candidate, "found in " + candidate.where()));
  }

  private Optional<Choice> flaskApp() {
    Optional<Choice> byVariable =
        variable("FLASK_APP")
            .flatMap(name -> take(named.flask(new Sourced<>(name, "environment"))));
    return byVariable.isPresent()
        ? byVariable
        : declarations.flaskApp().flatMap(name -> take(named.flask(name)));
  }

  private Optional<Choice> first(AppSearch.Result found) {
    return found.candidates().stream()
        .findFirst()
        .map(candidate -> {
          if (candidate.kind() == Candidate.Kind.GUESS) {
            warnings.add(
                "What %s makes cannot be seen without running it. It is taken for the app because of its name"
                    .formatted(candidate.where()));
          }
          KnownNames.aside(candidate.file())
              .ifPresent(folder ->
                  warnings.add(
                      "%s lies in %s, where demonstrations lie. It is taken because there is no other app"
                          .formatted(candidate.file().path(), folder)));
          return Choice.of(candidate, "found in " + candidate.where());
        });
  }

  /** Says of everything that was found and not chosen why it was not. */
  private void reject(
      AppSearch.Result found, Optional<Sourced<String>> command, Optional<Choice> choice) {
    for (Candidate candidate : found.candidates()) {
      if (command.isPresent()) {
        rejected.add(
            candidate.rejected(
                command.get().source() + " decides alone; nothing is looked for beside it"));
      } else if (choice.isPresent() && !isChosen(candidate, choice.get())) {
        rejected.add(candidate.rejected(why(found, candidate, choice.get())));
      }
    }
    found.rejected().forEach(one -> rejected.add(isDjango(choice) ? besideWsgi(one) : one));
  }

  /** Of a project that is served, its asgi.py needs no advice. */
  private static AppPlan.Rejected besideWsgi(AppPlan.Rejected rejected) {
    return AppSearch.unservable(Framework.DJANGO_ASGI).equals(Optional.of(rejected.why()))
        ? new AppPlan.Rejected(rejected.what(), "it is for ASGI; the project is served by WSGI")
        : rejected;
  }

  private static boolean isDjango(Optional<Choice> choice) {
    return choice.filter(one -> one.framework().value() == Framework.DJANGO).isPresent();
  }

  private static boolean isChosen(Candidate candidate, Choice choice) {
    return candidate.spec().equals(choice.spec().value())
        && candidate.place().root().equals(choice.extraPath());
  }

  private static String why(AppSearch.Result found, Candidate candidate, Choice choice) {
    if (choice.framework().value() == Framework.DJANGO
        && candidate.framework() != Framework.DJANGO) {
      return "a Django project comes first";
    }
    return found.candidates().stream()
        .filter(first -> isChosen(first, choice))
        .filter(_ -> choice.spec().source().startsWith("found in "))
        .findFirst()
        .map(candidate::behind)
        .orElseGet(() ->
            choice.framework().value() == Framework.DJANGO
                ? choice.framework().source() + ", leads to " + choice.spec().value()
                : choice.spec().source() + " says " + choice.spec().value());
  }

  /** Files that may hold an app or decide something, and could not be read. */
  private void unreadable() {
    findings.texts().values().stream()
        .filter(text -> !text.problem().isEmpty())
        .forEach(text -> rejected.add(new AppPlan.Rejected(text.path(), text.problem())));
    for (SourceFile file : findings.sources().values()) {
      if (!file.isReadable() && KnownNames.aside(file).isEmpty()) {
        rejected.add(new AppPlan.Rejected(file.path(), file.problem()));
      }
    }
  }

  /** Says of the files in which an app is expected that there is none; else of the others. */
  private void withoutApp() {
    withoutApp(Detector::isExpected, Integer.MAX_VALUE);
    if (rejected.isEmpty()) {
      withoutApp(file -> !file.fileName().equals("__init__.py"), MOST_UNEXPECTED);
    }
  }

  private void withoutApp(Predicate<SourceFile> where, int most) {
    Set<String> said = new HashSet<>();
    rejected.forEach(one -> said.add(one.what().split("[:,]", 2)[0]));
    findings.sources().values().stream()
        .filter(file -> file.isReadable() && file.depth() <= 1)
        .filter(where)
        .filter(file -> !said.contains(file.path()))
        .limit(most)
        .forEach(file -> rejected.add(new AppPlan.Rejected(file.path(), nothingIn(file))));
  }

  static boolean isExpected(SourceFile file) {
    return KnownNames.FILES.contains(file.fileName()) && !file.fileName().equals("__init__.py");
  }

  private String nothingIn(SourceFile file) {
    Optional<String> unservable = KnownNames.ownServer(file).flatMap(AppSearch::unservable);
    if (unservable.isPresent()) {
      return unservable.get();
    }
    return file.imports().values().stream().map(Modules::first).anyMatch("bottle"::equals)
        ? BOTTLES_DEFAULT
        : "it makes no app that is known, such as app = Flask(__name__), and has no create_app()"
            + search.calledAnApp(file).map(Detector::ifItIsOne).orElse("");
  }

  private static String ifItIsOne(String spec) {
    return ". If `%s` is one, name it: junicorn %s"
        .formatted(spec.substring(spec.indexOf(':') + 1), spec);
  }

  private void warn(Optional<Choice> choice, AppSearch.Result found) {
    warnings.addAll(declarations.warnings());
    if (!findings.cut().isEmpty()) {
      warnings.add(
          "Not everything was read: "
              + findings.cut()
              + ". If the app is missing, plan its own folder, or name it: junicorn MODULE:OBJECT");
    }
    for (String library : List.of("flask", "django", "bottle", "falcon")) {
      if (findings.sources().containsKey(library + ".py")) {
        warnings.add(
            "%s.py hides the library %s from the app that imports it. Rename the file"
                .formatted(library, library));
      }
    }
    choice
        .flatMap(one -> search.runsAtImport(one.spec().value()))
        .ifPresent(where ->
            warnings.add(
                where
                    + " runs when the module is imported, and keeps the worker from becoming ready."
                    + " Put it under if __name__ == \"__main__\":"));
    Set<String> roots = new LinkedHashSet<>();
    choice.ifPresent(one -> roots.add(one.extraPath()));
    found.candidates().stream()
        // A second wsgi.py of the same project is no second app.
        .filter(candidate -> !isDjango(choice) || candidate.framework() != Framework.DJANGO)
        .forEach(candidate -> roots.add(candidate.place().root()));
    if (choice.isPresent() && roots.size() > 1) {
      warnings.add(
          "There are apps in %d folders: %s. If another one is meant, plan its folder"
              .formatted(
                  roots.size(),
                  String.join(
                      ", ", roots.stream().map(root -> root.isEmpty() ? "." : root).toList())));
    }
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name))
        .map(String::strip)
        .filter(text -> !text.isEmpty());
  }
}
