package dev.junicorn.plan.detect;

import dev.junicorn.plan.Framework;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Says what an expression makes, following names and imports through the folder's own modules. */
final class Resolver {

  /** Names lead to names; a circle of imports ends here. */
  private static final int MOST_HOPS = 12;

  private static final List<String> WSGI_PARAMETERS = List.of("environ", "start_response");
  private static final List<String> ASGI_PARAMETERS = List.of("scope", "receive", "send");

  private final Modules modules;

  /** Every binding, function and class is judged once, or a hostile file could keep us for ever. */
  private final IdentityHashMap<Object, Meaning> known = new IdentityHashMap<>();

  Resolver(Modules modules) {
    this.modules = modules;
  }

  /**
   * What something is.
   *
   * @param framework empty where it is no app that is known
   * @param wrapped whether there is something of an unknown kind around an app
   * @param dotted the full name of what is called, as far as it is known; else empty
   * @param items what each is, where it is several values
   */
  record Meaning(
      Optional<Framework> framework, boolean wrapped, String dotted, List<Meaning> items) {

    static final Meaning UNKNOWN = called(Optional.empty(), "");

    static Meaning of(Framework framework) {
      return called(Optional.of(framework), "");
    }

    static Meaning called(String dotted) {
      return called(KnownNames.madeBy(dotted), dotted);
    }

    private static Meaning called(Optional<Framework> framework, String dotted) {
      return new Meaning(framework, false, dotted, List.of());
    }

    Meaning inWrapper() {
      return new Meaning(framework, true, dotted, items);
    }

    /** Whether it is an app, or has one among its values. */
    boolean hasApp() {
      return framework.isPresent() || items.stream().anyMatch(Meaning::hasApp);
    }
  }

  /**
   * Where a name is looked up: the function's own names before the module's, and of these only the
   * ones above the line.
   */
  private record Scope(
      SourceFile file,
      List<SourceFile.Binding> locals,
      Map<String, String> localImports,
      int line,
      int hops) {

    static Scope of(SourceFile file, int line) {
      return new Scope(file, List.of(), Map.of(), line, 0);
    }

    Scope above(int newLine) {
      return new Scope(file, locals, localImports, newLine, hops + 1);
    }

    Scope in(SourceFile other) {
      return new Scope(other, List.of(), Map.of(), Integer.MAX_VALUE, hops + 1);
    }

    Scope in(SourceFile.Function function) {
      return new Scope(file, function.locals(), function.imports(), Integer.MAX_VALUE, hops + 1);
    }

    Optional<String> imported(String name) {
      return Optional.ofNullable(localImports.get(name))
          .or(() -> Optional.ofNullable(file.imports().get(name)));
    }

    Optional<SourceFile.Binding> binding(String name) {
      return last(locals, name).or(() -> last(file.bindings(), name));
    }

    private Optional<SourceFile.Binding> last(List<SourceFile.Binding> bindings, String name) {
      return bindings.reversed().stream()
          .filter(binding -> binding.name().equals(name) && binding.line() < line)
          .findFirst();
    }
  }

  /** What a binding's value makes. */
  Meaning meaning(SourceFile file, SourceFile.Binding binding) {
    return value(binding.value(), Scope.of(file, binding.line()));
  }

  /** The same for a name in a function. */
  Meaning local(SourceFile file, SourceFile.Function function, SourceFile.Binding binding) {
    return value(
        binding.value(), Scope.of(file, Integer.MAX_VALUE).in(function).above(binding.line()));
  }

  /** What a name means at the end of a module, wherever it comes from. */
  Meaning named(SourceFile file, String name) {
    return name(name, Scope.of(file, Integer.MAX_VALUE));
  }

  /** What calling the function gives. */
  Meaning result(SourceFile file, SourceFile.Function function) {
    return result(function, Scope.of(file, Integer.MAX_VALUE));
  }

  /** The interface of a function that is itself an app, by the names of its parameters. */
  static Optional<Framework> callable(List<String> parameters) {
    if (parameters.equals(WSGI_PARAMETERS)) {
      return Optional.of(Framework.WSGI);
    }
    return parameters.equals(ASGI_PARAMETERS) ? Optional.of(Framework.ASGI) : Optional.empty();
  }

  /** Whether calling this starts a server, and does not return. */
  boolean serves(SourceFile file, Expression called) {
    Scope scope = Scope.of(file, Integer.MAX_VALUE);
    if (dotted(called, scope).filter(KnownNames::isServer).isPresent()) {
      return true;
    }
    if (!(called instanceof Expression.Attribute(Expression of, String method))) {
      return false;
    }
    Meaning owner = value(of, scope);
    return owner.framework().isPresent() || KnownNames.isServer(owner.dotted() + "." + method);
  }

  private Meaning value(Expression expression, Scope scope) {
    if (scope.hops() > MOST_HOPS) {
      return Meaning.UNKNOWN;
    }
    return switch (expression) {
      case Expression.Name(String name) -> name(name, scope);
      case Expression.Attribute attribute -> attribute(attribute, scope);
      case Expression.Call call -> call(call, scope);
      case Expression.Item(Expression of, int index) -> item(value(of, scope), index);
      case Expression.Items(List<Expression> values) ->
          new Meaning(
              Optional.empty(),
              false,
              "",
              values.stream().map(value -> value(value, scope)).toList());
      case Expression.Text _, Expression.Other _ -> Meaning.UNKNOWN;
    };
  }

  private static Meaning item(Meaning whole, int index) {
    return index < whole.items().size() ? whole.items().get(index) : Meaning.UNKNOWN;
  }

  private Meaning name(String name, Scope scope) {
    if (scope.hops() > MOST_HOPS) {
      return Meaning.UNKNOWN;
    }
    Optional<SourceFile.Binding> binding = scope.binding(name);
    if (binding.isPresent()) {
      Scope above = scope.above(binding.get().line());
      return once(binding.get(), () -> value(binding.get().value(), above));
    }
    Optional<SourceFile.Function> function = scope.file().function(name);
    if (function.isPresent()) {
      return callable(function.get().parameters()).map(Meaning::of).orElse(Meaning.UNKNOWN);
    }
    return scope.imported(name).map(dotted -> imported(dotted, scope)).orElse(Meaning.UNKNOWN);
  }

  /** What an imported name means: an object of the folder's own modules. */
  private Meaning imported(String dotted, Scope scope) {
    return modules
        .find(scope.file(), dotted)
        .filter(target -> target.rest().size() == 1)
        .map(target -> name(target.rest().getFirst(), scope.in(target.file())))
        .orElse(Meaning.UNKNOWN);
  }

  private Meaning attribute(Expression.Attribute attribute, Scope scope) {
    Meaning owner = value(attribute.of(), scope);
    if (owner.framework().equals(Optional.of(Framework.DASH))
        && attribute.name().equals("server")) {
      return Meaning.of(Framework.FLASK);
    }
    if (owner.framework().isPresent() && attribute.name().equals("wsgi_app")) {
      return owner;
    }
    if (KnownNames.isAroundFlask(owner.dotted()) && attribute.name().equals("app")) {
      return Meaning.of(Framework.FLASK);
    }
    return dotted(attribute, scope).map(name -> imported(name, scope)).orElse(Meaning.UNKNOWN);
  }

  private Meaning call(Expression.Call call, Scope scope) {
    if (call.function() instanceof Expression.Attribute(Expression of, String method)) {
      Meaning owner = value(of, scope.above(scope.line()));
      if (method.equals("make_wsgi_app") && owner.dotted().equals("pyramid.config.Configurator")) {
        return Meaning.of(Framework.PYRAMID);
      }
      if (method.equals("wsgifunc") && owner.dotted().equals("web.application")) {
        return Meaning.of(Framework.WSGI);
      }
    }
    Optional<String> dotted = dotted(call.function(), scope);
    Meaning made = dotted.map(Meaning::called).orElse(Meaning.UNKNOWN);
    if (made.framework().isPresent()) {
      return made;
    }
    Meaning own = ownCall(call.function(), dotted, scope);
    return own.hasApp() ? own : around(call, dotted.orElse(""), scope);
  }

  /** A call of a function or class of the folder's own. */
  private Meaning ownCall(Expression function, Optional<String> dotted, Scope scope) {
    if (function instanceof Expression.Name(String name)) {
      Meaning here = makes(name, scope);
      if (here.hasApp()) {
        return here;
      }
    }
    return dotted
        .flatMap(name -> modules.find(scope.file(), name))
        .filter(target -> target.rest().size() == 1)
        .map(target -> makes(target.rest().getFirst(), scope.in(target.file())))
        .orElse(Meaning.UNKNOWN);
  }

  /** What calling this name of a module makes. */
  private Meaning makes(String name, Scope scope) {
    if (scope.hops() > MOST_HOPS) {
      return Meaning.UNKNOWN;
    }
    Optional<SourceFile.Function> function = scope.file().function(name);
    if (function.isPresent()) {
      return result(function.get(), scope);
    }
    Optional<SourceFile.Type> type = scope.file().type(name);
    if (type.isPresent()) {
      return instance(type.get(), scope);
    }
    return scope
        .imported(name)
        .flatMap(dotted -> modules.find(scope.file(), dotted))
        .filter(target -> target.rest().size() == 1)
        .map(target -> makes(target.rest().getFirst(), scope.in(target.file())))
        .orElse(Meaning.UNKNOWN);
  }

  private Meaning result(SourceFile.Function function, Scope scope) {
    return once(
        function,
        () ->
            function.returns().stream()
                .map(value -> value(value, scope.in(function)))
                .filter(Meaning::hasApp)
                .findFirst()
                .orElse(Meaning.UNKNOWN));
  }

  private Meaning once(Object subject, Supplier<Meaning> judgement) {
    Meaning before = known.putIfAbsent(subject, Meaning.UNKNOWN);
    if (before != null) {
      return before;
    }
    Meaning meaning = judgement.get();
    known.put(subject, meaning);
    return meaning;
  }

  private Meaning instance(SourceFile.Type type, Scope scope) {
    Optional<Framework> callable = type.call().flatMap(Resolver::callable);
    if (callable.isPresent()) {
      return Meaning.of(callable.get());
    }
    Scope deeper = scope.above(scope.line());
    return once(
        type,
        () ->
            type.bases().stream()
                .map(base -> call(new Expression.Call(base, List.of()), deeper))
                .filter(meaning -> meaning.framework().isPresent())
                .findFirst()
                .orElse(Meaning.UNKNOWN));
  }

  /** A call of something unknown that is given an app: most likely a middleware. */
  private Meaning around(Expression.Call call, String dotted, Scope scope) {
    if (scope.hops() > MOST_HOPS) {
      return Meaning.UNKNOWN;
    }
    return call.arguments().stream()
        .map(argument -> value(argument, scope.above(scope.line())))
        .filter(meaning -> meaning.framework().isPresent() && !KnownNames.isNoWebApp(dotted))
        .findFirst()
        .map(Meaning::inWrapper)
        .orElse(Meaning.called(dotted));
  }

  /** {@code flask.Flask} for {@code Flask} after {@code from flask import Flask}. */
  private Optional<String> dotted(Expression expression, Scope scope) {
    List<String> names = new ArrayList<>();
    Expression at = expression;
    while (at instanceof Expression.Attribute(Expression of, String name)) {
      names.addFirst(name);
      at = of;
    }
    if (!(at instanceof Expression.Name(String root))) {
      return Optional.empty();
    }
    return scope
        .imported(root)
        .map(dotted -> names.isEmpty() ? dotted : dotted + "." + String.join(".", names));
  }
}
