package dev.junicorn.plan.detect;

import static java.util.Map.entry;

import dev.junicorn.plan.Framework;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names that mean something to web developers: in libraries, in files, in folders. */
final class KnownNames {

  /** What a call of these makes. */
  private static final Map<String, Framework> MAKERS =
      Map.ofEntries(
          entry("flask.Flask", Framework.FLASK),
          entry("flask.app.Flask", Framework.FLASK),
          entry("apiflask.APIFlask", Framework.FLASK),
          entry("eve.Eve", Framework.FLASK),
          entry("flask_openapi3.OpenAPI", Framework.FLASK),
          entry("dash.Dash", Framework.DASH),
          entry("bottle.Bottle", Framework.BOTTLE),
          entry("bottle.app", Framework.BOTTLE),
          entry("bottle.default_app", Framework.BOTTLE),
          entry("falcon.App", Framework.FALCON),
          entry("falcon.API", Framework.FALCON),
          entry("falcon.asgi.App", Framework.FALCON_ASGI),
          entry("django.core.wsgi.get_wsgi_application", Framework.DJANGO),
          entry("django.core.asgi.get_asgi_application", Framework.DJANGO_ASGI),
          entry("fastapi.FastAPI", Framework.FASTAPI),
          entry("fastapi.applications.FastAPI", Framework.FASTAPI),
          entry("starlette.applications.Starlette", Framework.STARLETTE),
          entry("quart.Quart", Framework.QUART),
          entry("litestar.Litestar", Framework.LITESTAR),
          entry("socketio.WSGIApp", Framework.WSGI),
          entry("socketio.ASGIApp", Framework.ASGI),
          entry("a2wsgi.ASGIMiddleware", Framework.WSGI),
          entry("a2wsgi.WSGIMiddleware", Framework.ASGI),
          entry("asgiref.wsgi.WsgiToAsgi", Framework.ASGI),
          entry("aiohttp.web.Application", Framework.AIOHTTP),
          entry("sanic.Sanic", Framework.SANIC),
          entry("tornado.web.Application", Framework.TORNADO),
          entry("gradio.Blocks", Framework.GRADIO),
          entry("gradio.Interface", Framework.GRADIO),
          entry("connexion.AsyncApp", Framework.ASGI),
          entry("blacksheep.Application", Framework.ASGI),
          entry("blacksheep.server.Application", Framework.ASGI),
          entry("robyn.Robyn", Framework.ROBYN));

  /** Other things that are called app and serve no requests. */
  private static final Set<String> NO_WEB_APPS =
      Set.of(
          "celery",
          "click",
          "customtkinter",
          "cyclopts",
          "discord",
          "dramatiq",
          "kivy",
          "PyQt5",
          "PyQt6",
          "PySide6",
          "textual",
          "tkinter",
          "typer");

  /** Functions that make apps, by convention; the first is Flask's own. */
  static final List<String> FACTORIES =
      List.of(
          "create_app",
          "make_app",
          "get_app",
          "build_app",
          "app_factory",
          "create_application",
          "make_wsgi_app",
          "create_server");

  /** What apps are called, the likeliest first. */
  static final List<String> OBJECTS =
      List.of("app", "application", "server", "wsgi_app", "wsgi", "api");

  /** Where a wrapper around an app is an app, too; {@code api = Api(app)} is none. */
  static final Set<String> WRAPPED_OBJECTS = Set.of("app", "application", "wsgi_app", "wsgi");

  /** Azure App Service's files for Flask in its order, then what else is usual. */
  static final List<String> FILES =
      List.of(
          "application.py",
          "app.py",
          "run.py",
          "index.py",
          "server.py",
          "wsgi.py",
          "main.py",
          "api.py",
          "asgi.py",
          "__init__.py");

  /** Where apps lie that are not the site. */
  private static final Set<String> ASIDE =
      Set.of(
          "benchmarks",
          "bench",
          "build",
          "demo",
          "demos",
          "dist",
          "doc",
          "docs",
          "example",
          "examples",
          "fixtures",
          "migrations",
          "sample",
          "samples",
          "scripts",
          "test",
          "testing",
          "tests",
          "tools");

  private KnownNames() {}

  static Optional<Framework> madeBy(String dotted) {
    return Optional.ofNullable(MAKERS.get(dotted));
  }

  static boolean isNoWebApp(String dotted) {
    return NO_WEB_APPS.contains(Modules.first(dotted));
  }

  /** The folder on the path that says that this is not the site; empty where there is none. */
  static Optional<String> aside(SourceFile file) {
    for (String part : file.folder().split("/", -1)) {
      if (ASIDE.contains(part)) {
        return Optional.of(part + "/");
      }
    }
    String name = file.fileName();
    return name.startsWith("test_") || name.equals("conftest.py")
        ? Optional.of(name)
        : Optional.empty();
  }

  /** A name's place in an order; what is not in it comes last. */
  static int rank(List<String> order, String name) {
    int index = order.indexOf(name);
    return index < 0 ? order.size() : index;
  }
}
