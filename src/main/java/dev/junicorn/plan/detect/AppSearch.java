package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Framework;
import dev.junicorn.plan.StartCommands;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Looks for apps in the Python files: objects, and functions that make them. */
final class AppSearch {

  /** What was found: those that can be served, best first, and the others with the reason. */
  record Result(List<Candidate> candidates, List<AppPlan.Rejected> rejected) {}

  private static final String AMONG_OTHERS =
      "it returns the app among other values, and a server takes the app alone. Unpack them in a"
          + " module, such as app, db = create_app(), and start that one";

  private static final String FROM_INI =
      "Pyramid calls it with the settings of an .ini file. Write a module that does so: from"
          + " pyramid.paster import get_app; app = get_app(\"production.ini\")";

  private final Findings findings;
  private final Modules modules;
  private final Resolver resolver;
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<AppPlan.Rejected> rejected = new ArrayList<>();

  /** Those that are rejected only because they lie in a folder for demonstrations. */
  private final List<Candidate> demos = new ArrayList<>();

  AppSearch(Findings findings, Modules modules, Resolver resolver) {
    this.findings = findings;
    this.modules = modules;
    this.resolver = resolver;
  }

  Result search() {
    findings.sources().values().stream().filter(SourceFile::isReadable).forEach(this::search);
    if (candidates.isEmpty() && isOneDemo()) {
      candidates.addAll(demos);
      rejected.clear();
    }
    return new Result(candidates.stream().sorted(Candidate.ORDER).toList(), List.copyOf(rejected));
  }

  /** Whether all that is there is one demonstration: nobody can mean another app. */
  private boolean isOneDemo() {
    boolean isAll = demos.size() == rejected.size();
    return isAll && demos.stream().map(demo -> demo.file().path()).distinct().count() == 1;
  }

  private void search(SourceFile file) {
    in(file).forEach(this::judge);
    refuseFactories(file);
    outOfReach(file);
  }

  /** Every app of one file, also such as cannot be served or lie aside. */
  List<Candidate> in(SourceFile file) {
    Modules.Place place = modules.place(file);
    List<Candidate> found = new ArrayList<>();
    objects(file, place, found);
    functions(file, place, found);
    return found;
  }

  private void objects(SourceFile file, Modules.Place place, List<Candidate> found) {
    Map<String, SourceFile.Binding> last = new LinkedHashMap<>();
    file.bindings().stream()
        .filter(binding -> binding.inside().isEmpty())
        .forEach(binding -> last.put(binding.name(), binding));
    last.values().forEach(binding -> object(file, place, binding).ifPresent(found::add));
    if (KnownNames.FILES.contains(file.fileName())) {
      file.imports()
          .forEach((name, dotted) -> {
            if (KnownNames.OBJECTS.contains(name) && !last.containsKey(name)) {
              imported(file, place, name, dotted).ifPresent(found::add);
            }
          });
    }
  }

  private Optional<Candidate> imported(
      SourceFile file, Modules.Place place, String name, String dotted) {
    return resolver
        .named(file, name)
        .framework()
        .map(framework ->
            new Candidate(
                file,
                Candidate.NO_LINE,
                "imports " + dotted,
                name,
                framework,
                Candidate.Kind.IMPORTED,
                place,
                running(file).isPresent()));
  }

  private Optional<Candidate> object(
      SourceFile file, Modules.Place place, SourceFile.Binding binding) {
    Resolver.Meaning meaning = resolver.meaning(file, binding);
    String name = binding.name();
    if (meaning.framework().isEmpty()) {
      boolean isGuess =
          file.depth() == 0
              && KnownNames.FILES.contains(file.fileName())
              && (name.equals("app") || name.equals("application"))
              && mayBeAnApp(binding.value())
              && !KnownNames.isNoWebApp(meaning.dotted());
      return isGuess
          ? Optional.of(
              candidate(
                  file,
                  place,
                  binding,
                  Framework.WSGI,
                  Candidate.Kind.GUESS,
                  running(file).isPresent()))
          : Optional.empty();
    }
    if (meaning.wrapped() && !KnownNames.WRAPPED_OBJECTS.contains(name)) {
      return Optional.empty();
    }
    return Optional.of(
        candidate(
            file,
            place,
            binding,
            meaning.framework().get(),
            meaning.wrapped() ? Candidate.Kind.WRAPPED : Candidate.Kind.OBJECT,
            running(file).isPresent()));
  }

  /**
   * What {@code create()}, {@code thing.app} and {@code create()[0]} are is not seen from outside.
   */
  private static boolean mayBeAnApp(Expression value) {
    return switch (value) {
      case Expression.Call _, Expression.Attribute _, Expression.Item _ -> true;
      case Expression.Name _, Expression.Items _, Expression.Text _, Expression.Other _ -> false;
    };
  }

  private static Candidate candidate(
      SourceFile file,
      Modules.Place place,
      SourceFile.Binding binding,
      Framework framework,
      Candidate.Kind kind,
      boolean runsAtImport) {
    // The object of Dash serves nothing; the Flask app in it does.
    boolean isDash = framework == Framework.DASH;
    return new Candidate(
        file,
        binding.line(),
        binding.text(),
        isDash ? binding.name() + ".server" : binding.name(),
        framework,
        kind,
        place,
        runsAtImport);
  }

  private void functions(SourceFile file, Modules.Place place, List<Candidate> found) {
    for (SourceFile.Function function : file.functions()) {
      if (!function.inside().isEmpty()) {
        continue;
      }
      Optional<Framework> itself = Resolver.callable(function.parameters());
      if (itself.isPresent() && KnownNames.OBJECTS.contains(function.name())) {
        found.add(
            new Candidate(
                file,
                function.line(),
                function.text(),
                function.name(),
                itself.get(),
                Candidate.Kind.OBJECT,
                place,
                running(file).isPresent()));
      } else if (isFactory(function) && uncallable(function, place.module()).isEmpty()) {
        factory(file, place, function).ifPresent(found::add);
      }
    }
  }

  private Optional<Candidate> factory(
      SourceFile file, Modules.Place place, SourceFile.Function function) {
    return resolver
        .result(file, function)
        .framework()
        .map(framework ->
            new Candidate(
                file,
                function.line(),
                function.text(),
                function.name() + "()",
                framework,
                Candidate.Kind.FACTORY,
                place,
                running(file).isPresent()));
  }

  /** Why a server cannot call the factory; empty where it can. */
  private static Optional<String> uncallable(SourceFile.Function function, String module) {
    if (function.async()) {
      return Optional.of("it is a coroutine: a factory has to be an ordinary function");
    }
    return function.required().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "it cannot be called without %s. Give the value yourself: junicorn \"%s:%s(...)\""
                .formatted(String.join(", ", function.required()), module, function.name()));
  }

  private void refuseFactories(SourceFile file) {
    String module = modules.place(file).module();
    for (SourceFile.Function function : file.functions()) {
      refusal(file, function, module)
          .ifPresent(why ->
              rejected.add(
                  new AppPlan.Rejected(
                      "%s:%d `%s`".formatted(file.path(), function.line(), function.text()), why)));
    }
  }

  /** Why no server can call what makes an app; empty where one can, or it makes none. */
  private Optional<String> refusal(SourceFile file, SourceFile.Function function, String module) {
    if (function.name().equals("main") && function.inside().isEmpty()) {
      return resolver
          .result(file, function)
          .framework()
          .filter(Framework.PYRAMID::equals)
          .map(_ -> FROM_INI);
    }
    Resolver.Meaning made =
        isFactory(function) ? resolver.result(file, function) : Resolver.Meaning.UNKNOWN;
    if (made.framework().isPresent()) {
      return uncallable(function, module);
    }
    return made.hasApp() ? Optional.of(AMONG_OTHERS) : Optional.empty();
  }

  private static boolean isFactory(SourceFile.Function function) {
    return function.inside().isEmpty() && KnownNames.FACTORIES.contains(function.name());
  }

  private void judge(Candidate candidate) {
    Optional<String> hindrance =
        modules
            .hindrance(candidate.file(), candidate.place())
            .or(() -> unservable(candidate.framework()));
    Optional<String> why =
        KnownNames.aside(candidate.file())
            .map(name ->
                name
                    + " is not where a site's app lives. Name it if it is meant: junicorn "
                    + at(candidate.place().root())
                    + candidate.spec())
            .or(() -> hindrance);
    if (why.isEmpty()) {
      candidates.add(candidate);
      return;
    }
    rejected.add(candidate.rejected(why.get()));
    // A Django project is served by its manage.py, which is judged elsewhere.
    if (hindrance.isEmpty()
        && KnownNames.isDemo(candidate.file())
        && candidate.framework() != Framework.DJANGO) {
      demos.add(candidate);
    }
  }

  private static String at(String folder) {
    return folder.isEmpty() ? "" : "--chdir " + StartCommands.quoted(folder) + " ";
  }

  /** {@code MODULE:OBJECT} of what is called like an app, in a file without one that is known. */
  Optional<String> calledAnApp(SourceFile file) {
    return KnownNames.OBJECTS.stream()
        .filter(name -> file.binding(name).isPresent() || file.function(name).isPresent())
        .filter(name -> !KnownNames.isNoWebApp(resolver.named(file, name).dotted()))
        .findFirst()
        .map(name -> modules.place(file).module() + ":" + name);
  }

  /**
   * Where the module of this app starts the app's own server as it is imported.
   *
   * @param spec {@code MODULE:OBJECT}
   */
  Optional<String> runsAtImport(String spec) {
    String module = spec.split(":", 2)[0];
    for (SourceFile file : findings.sources().values()) {
      if (modules.place(file).module().equals(module)) {
        return running(file);
      }
    }
    return Optional.empty();
  }

  /** Where importing the file starts an app's own server. */
  private Optional<String> running(SourceFile file) {
    return file.runs().stream()
        .filter(run -> resolver.serves(file, run.call()))
        .findFirst()
        .map(run -> "%s:%d `%s`".formatted(file.path(), run.line(), run.text()));
  }

  /** Why Junicorn cannot serve apps of this kind; empty where it can. */
  static Optional<String> unservable(Framework framework) {
    return switch (framework.kind()) {
      case WSGI -> Optional.empty();
      case ASGI ->
          Optional.of(
              "it speaks ASGI (%s), and Junicorn serves WSGI apps only. Run it with an ASGI server such as uvicorn%s"
                  .formatted(
                      framework.label(),
                      framework == Framework.DJANGO_ASGI
                          ? ", or add a wsgi.py with get_wsgi_application()"
                          : ""));
      case OWN_SERVER ->
          Optional.of(
              "%s brings a server of its own, and is no WSGI app. Start it with its own command: %s"
                  .formatted(framework.label(), framework.command()));
    };
  }

  /** Whether it was rejected because no app of its kind can be served. */
  static boolean isUnservable(AppPlan.Rejected rejected) {
    return Arrays.stream(Framework.values())
        .flatMap(framework -> unservable(framework).stream())
        .anyMatch(rejected.why()::equals);
  }

  /** Apps that are made where importing the module does not reach. */
  private void outOfReach(SourceFile file) {
    if (KnownNames.aside(file).isPresent()) {
      return;
    }
    file.bindings().stream()
        .filter(binding -> !binding.inside().isEmpty())
        .filter(binding -> isApp(resolver.meaning(file, binding)))
        .forEach(binding -> rejectUnreached(file, binding));
    for (SourceFile.Function function : file.functions()) {
      if (function.returns().isEmpty() && !KnownNames.FACTORIES.contains(function.name())) {
        function.locals().stream()
            .filter(binding -> isApp(resolver.local(file, function, binding)))
            .forEach(binding -> rejectUnreached(file, binding));
      }
    }
  }

  private static boolean isApp(Resolver.Meaning meaning) {
    return meaning.framework().isPresent() && !meaning.wrapped();
  }

  private void rejectUnreached(SourceFile file, SourceFile.Binding binding) {
    rejected.add(
        new AppPlan.Rejected(
            "%s:%d `%s`".formatted(file.path(), binding.line(), binding.text()),
            "it exists only in "
                + binding.inside()
                + ", which does not run when a server imports the module. Move it to the module's"
                + " level"));
  }
}
