package dev.junicorn.plan.detect;

import static java.util.Map.entry;

import dev.junicorn.plan.Framework;
import java.util.Arrays;
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
          entry("pyramid.paster.get_app", Framework.PYRAMID),
          entry("paste.deploy.loadapp", Framework.WSGI),
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
          "aws_lambda_powertools",
          "azure",
          "celery",
          "chalice",
          "click",
          "customtkinter",
          "cyclopts",
          "discord",
          "dramatiq",
          "kivy",
          "modal",
          "PyQt5",
          "PyQt6",
          "PySide6",
          "slack_bolt",
          "textual",
          "tkinter",
          "typer");

  /** Libraries whose apps are no object in a module; a file that imports one is such an app. */
  private static final Map<String, Framework> OWN_SERVERS =
      Map.of(
          "azure.functions", Framework.AZURE_FUNCTIONS,
          "chainlit", Framework.CHAINLIT,
          "gradio", Framework.GRADIO,
          "nicegui", Framework.NICEGUI,
          "panel", Framework.PANEL,
          "streamlit", Framework.STREAMLIT);

  private static final Set<String> AROUND_FLASK =
      Set.of("connexion.App", "connexion.FlaskApp", "connexion.apps.flask_app.FlaskApp");

  /** Functions that start a server and do not return. */
  private static final Set<String> SERVERS =
      Set.of(
          "bottle.run",
          "cherrypy.quickstart",
          "flask_socketio.SocketIO.run",
          "uvicorn.run",
          "waitress.serve");

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

  /** Where apps lie that are the site only if there is no other. */
  private static final Set<String> DEMOS =
      Set.of("demo", "demos", "example", "examples", "sample", "samples");

  /** Where apps lie that are not the site. */
  private static final Set<String> ASIDE =
      Set.of(
          "benchmarks",
          "bench",
          "build",
          "dist",
          "doc",
          "docs",
          "fixtures",
          "migrations",
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

  /** Whether what a call of this makes has a Flask app as its attribute {@code app}. */
  static boolean isAroundFlask(String dotted) {
    return AROUND_FLASK.contains(dotted);
  }

  static boolean isServer(String dotted) {
    return SERVERS.contains(dotted);
  }

  /** The library with a server of its own that the file is written for. */
  static Optional<Framework> ownServer(SourceFile file) {
    return file.imports().values().stream()
        .flatMap(dotted ->
            OWN_SERVERS.entrySet().stream()
                .filter(library -> (dotted + ".").startsWith(library.getKey() + "."))
                .map(Map.Entry::getValue))
        .findFirst();
  }

  /** Whether it lies in a folder for demonstrations, and in none for anything else. */
  static boolean isDemo(SourceFile file) {
    return elsewhere(file).isEmpty() && folderIn(DEMOS, file).isPresent();
  }

  /**
   * The folder on the path, or the name, that says that this is not the site; empty for neither.
   */
  static Optional<String> aside(SourceFile file) {
    return elsewhere(file).or(() -> folderIn(DEMOS, file));
  }

  private static Optional<String> elsewhere(SourceFile file) {
    String name = file.fileName();
    return folderIn(ASIDE, file)
        .or(() ->
            Optional.of(name).filter(_ -> name.startsWith("test_") || name.equals("conftest.py")));
  }

  private static Optional<String> folderIn(Set<String> names, SourceFile file) {
    return Arrays.stream(file.folder().split("/", -1))
        .filter(names::contains)
        .findFirst()
        .map(folder -> folder + "/");
  }

  /** A name's place in an order; what is not in it comes last. */
  static int rank(List<String> order, String name) {
    int index = order.indexOf(name);
    return index < 0 ? order.size() : index;
  }
}
