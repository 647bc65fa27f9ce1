package dev.junicorn.plan.detect;

import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.Framework;
import dev.junicorn.plan.Sourced;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An app that somebody named in a file or a variable: {@code FLASK_APP} as Flask reads it, {@code
 * wsgi_app} as gunicorn does. What is named is taken wherever it lies, if it is there.
 */
final class NamedApp {

  private static final Pattern NAME = Pattern.compile("([\\p{L}_][\\p{L}\\p{N}_]*)(.*)");

  private final Findings findings;
  private final Modules modules;
  private final Resolver resolver;
  private final AppSearch search;

  NamedApp(Findings findings, Modules modules, Resolver resolver, AppSearch search) {
    this.findings = findings;
    this.modules = modules;
    this.resolver = resolver;
    this.search = search;
  }

  /** What the name led to: an app, or the reason why there is none. */
  record Outcome(Optional<Choice> choice, List<AppPlan.Rejected> rejected) {

    private static Outcome of(Choice choice) {
      return new Outcome(Optional.of(choice), List.of());
    }
  }

  /** {@code FLASK_APP}: {@code app}, {@code app.py}, {@code src/app.py:create_app('x')}. */
  Outcome flask(Sourced<String> named) {
    String path = beforeColon(named.value());
    boolean isPath = path.endsWith(".py") || path.indexOf('/') >= 0;
    Optional<SourceFile> file = isPath ? byPath(path) : byModule(path);
    if (file.isEmpty()) {
      return missing("FLASK_APP", named, path);
    }
    Modules.Place place = isPath ? modules.place(file.get()) : new Modules.Place("", path);
    String expression = afterColon(named.value());
    if (expression.isEmpty()) {
      return best("FLASK_APP", named, file.get(), place);
    }
    boolean isFactory = expression.indexOf('(') < 0 && file.get().function(expression).isPresent();
    return expression(
        "FLASK_APP", named, file.get(), place, isFactory ? expression + "()" : expression);
  }

  /** {@code wsgi_app}: {@code module}, {@code module:object}, {@code module:factory()}. */
  Outcome gunicorn(Sourced<String> named) {
    String module = beforeColon(named.value());
    Optional<SourceFile> file = byModule(module);
    if (file.isEmpty()) {
      return missing("wsgi_app", named, module);
    }
    String expression = afterColon(named.value());
    return expression(
        "wsgi_app",
        named,
        file.get(),
        new Modules.Place("", module),
        expression.isEmpty() ? "application" : expression);
  }

  private Outcome best(
      String setting, Sourced<String> named, SourceFile file, Modules.Place place) {
    Optional<Candidate> best =
        search.in(file).stream()
            .filter(candidate -> AppSearch.unservable(candidate.framework()).isEmpty())
            .min(Candidate.ORDER);
    if (best.isEmpty()) {
      return refused(
          setting,
          named,
          file.isReadable()
              ? "there is no app in " + file.path() + ", and no create_app() without arguments"
              : file.path() + ": " + file.problem());
    }
    return Outcome.of(chosen(best.get(), place, source(setting, named)));
  }

  private Outcome expression(
      String setting,
      Sourced<String> named,
      SourceFile file,
      Modules.Place place,
      String expression) {
    Matcher name = NAME.matcher(expression);
    if (!name.matches()) {
      return refused(setting, named, "\"" + expression + "\" is no name of an object");
    }
    if (!isThere(file, name.group(1))) {
      return refused(
          setting, named, "there is no " + name.group(1) + " in " + file.path() + offers(file));
    }
    Framework framework = framework(file, name.group(1), name.group(2));
    Optional<String> unservable = AppSearch.unservable(framework);
    if (unservable.isPresent()) {
      return refused(setting, named, unservable.get());
    }
    Candidate candidate =
        new Candidate(
            file,
            Candidate.NO_LINE,
            "is named by " + setting,
            expression,
            framework,
            Candidate.Kind.OBJECT,
            place,
            false);
    return Outcome.of(chosen(candidate, place, source(setting, named)));
  }

  private static Choice chosen(Candidate candidate, Modules.Place place, String source) {
    return Choice.of(
        new Candidate(
            candidate.file(),
            candidate.line(),
            candidate.text(),
            candidate.expression(),
            candidate.framework(),
            candidate.kind(),
            place,
            candidate.runsAtImport()),
        source);
  }

  private Framework framework(SourceFile file, String name, String rest) {
    Optional<Framework> found =
        rest.startsWith("(")
            ? file.function(name).flatMap(function -> resolver.result(file, function).framework())
            : resolver.named(file, name).framework();
    return found.orElse(Framework.WSGI);
  }

  /** Whether the module may have the name: a module of star imports may have any. */
  private static boolean isThere(SourceFile file, String name) {
    return !file.isReadable()
        || !file.stars().isEmpty()
        || file.binding(name).isPresent()
        || file.function(name).isPresent()
        || file.type(name).isPresent()
        || file.imports().containsKey(name);
  }

  private String offers(SourceFile file) {
    List<String> names = new ArrayList<>();
    search.in(file).forEach(candidate -> names.add(candidate.expression()));
    return names.isEmpty() ? "" : "; it has " + String.join(", ", names);
  }

  private Optional<SourceFile> byPath(String path) {
    String plain = path.startsWith("./") ? path.substring(2) : path;
    return findings
        .source(plain)
        .or(() -> findings.source(plain + ".py"))
        .or(() -> findings.source(plain + "/__init__.py"));
  }

  private Optional<SourceFile> byModule(String module) {
    return modules
        .findBelow("", Modules.parts(module))
        .filter(target -> target.rest().isEmpty())
        .map(Modules.Target::file);
  }

  private static Outcome missing(String setting, Sourced<String> named, String module) {
    return refused(setting, named, "there is no module \"" + module + "\" in the folder");
  }

  private static Outcome refused(String setting, Sourced<String> named, String why) {
    return new Outcome(
        Optional.empty(), List.of(new AppPlan.Rejected(source(setting, named), why)));
  }

  private static String source(String setting, Sourced<String> named) {
    return named.source().contains(setting)
        ? named.source()
        : "%s=%s (%s)".formatted(setting, named.value(), named.source());
  }

  private static String beforeColon(String text) {
    int colon = text.indexOf(':');
    return (colon < 0 ? text : text.substring(0, colon)).strip();
  }

  private static String afterColon(String text) {
    int colon = text.indexOf(':');
    return colon < 0 ? "" : text.substring(colon + 1).strip();
  }
}
