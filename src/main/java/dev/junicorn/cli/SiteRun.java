package dev.junicorn.cli;

import dev.junicorn.event.Reason;
import dev.junicorn.plan.AppPlan;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.PythonSearch;
import dev.junicorn.plan.Sourced;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Serves the default site where there is no app: a folder without Python is answered with a page
 * (200), one with Python in which no app was found with 503, so that nobody takes it for well.
 */
record SiteRun(UpRequest request, Outside outside, Launcher launcher) {

  private static final String SOURCE = "the default site";
  private static final String DEBUG_ERRORS = "--debug-errors";

  /** What is looked for, in the words of somebody who writes an app. */
  private static final List<Map<String, String>> LOOKED_FOR =
      List.of(
          lookedFor("app = Flask(__name__)", "or another WSGI app, in a module of the folder"),
          lookedFor("get_wsgi_application()", "in the wsgi.py of a Django project, or manage.py"),
          lookedFor("def create_app():", "or make_app(): a factory that needs no arguments"),
          lookedFor("FLASK_APP", "as a variable or in .flaskenv"),
          lookedFor("web: gunicorn app:app", "in a Procfile"),
          lookedFor("wsgi_app", "in gunicorn.conf.py"),
          lookedFor("--startup-command", "or STARTUP_COMMAND, which decides where it is set"));

  int run(AppPlan plan, AppPlan.Nothing nothing) {
    Sourced<Path> python =
        plan.interpreter()
            .path()
            .orElseGet(() ->
                new PythonSearch(
                        request.folder(), outside.workingDirectory(), outside.environment())
                    .find(request.python()));
    try (BundledApp site = BundledApp.unpack(BundledApp.Content.SITE, outside)) {
      site.tell("report.json", report(plan, nothing));
      return serve(site, python, plan, nothing);
    } catch (IOException e) {
      throw new ConfigError(
          "TMPDIR",
          "the default site cannot be unpacked (" + Reason.of(e) + ").",
          "Name a folder that can be written.");
    }
  }

  private int serve(BundledApp site, Sourced<Path> python, AppPlan plan, AppPlan.Nothing nothing) {
    List<String> usual = List.of("--workers=1", "--threads=2");
    List<String> fixed = List.of("--chdir=" + site.folder(), "--", site.spec());
    List<Sourced<List<String>>> lines = new ArrayList<>();
    lines.add(Serving.platform(outside.environment()));
    lines.add(new Sourced<>(usual, SOURCE));
    lines.add(Serving.commandArguments(outside.environment()));
    lines.addAll(request.lines(python));
    lines.add(new Sourced<>(List.of("--python=" + python.value()), python.source()));
    lines.add(new Sourced<>(fixed, SOURCE));
    Serving serving = new Serving(outside, new UpOptions());
    Options options = serving.read(lines);
    return options.other.checkConfig
        ? refuseToCheck(nothing)
        : serving.noting(notes(plan, nothing)).warning(warnings(nothing)).launch(launcher);
  }

  /** That the default site loads is true, and not what was asked. */
  private int refuseToCheck(AppPlan.Nothing nothing) {
    outside.complain(
        "no app was found, so there is nothing to check (--check-config). "
            + UpWords.sentence(nothing.remedy()));
    return ExitCode.APP_LOAD.code();
  }

  private Map<String, Object> report(AppPlan plan, AppPlan.Nothing nothing) {
    boolean showsReasons = isNotHereYet(nothing) || request.options().contains(DEBUG_ERRORS);
    return Map.of(
        "python_files",
        nothing.pythonFiles(),
        // A reason may quote the app's code, which is not for everybody.
        "why",
        showsReasons ? UpWords.sentence(nothing.why()) : "No app was found.",
        "remedy",
        UpWords.sentence(nothing.remedy()),
        "looked_for",
        LOOKED_FOR,
        "rejected",
        plan.rejected().stream().map(one -> Map.of("what", one.what(), "why", one.why())).toList(),
        "shows_reasons",
        showsReasons);
  }

  private static List<String> notes(AppPlan plan, AppPlan.Nothing nothing) {
    List<String> notes = new ArrayList<>();
    plan.rejected().forEach(one -> notes.add("Rejected: " + UpWords.rejected(one)));
    if (isNotHereYet(nothing)) {
      notes.add("No app: " + UpWords.of(nothing));
      notes.add("The default site is served. When the app is there, restart the server");
    }
    return notes;
  }

  private static List<String> warnings(AppPlan.Nothing nothing) {
    return isNotHereYet(nothing)
        ? List.of()
        : List.of(
            UpWords.of(nothing),
            "Every request is answered with 503: a page that says 200 would hide it. When the app"
                + " is there, restart the server");
  }

  /** As on App Service before the first deployment, which is no mistake. */
  private static boolean isNotHereYet(AppPlan.Nothing nothing) {
    return nothing.pythonFiles() == 0;
  }

  private static Map<String, String> lookedFor(String what, String why) {
    return Map.of("what", what, "why", why);
  }
}
