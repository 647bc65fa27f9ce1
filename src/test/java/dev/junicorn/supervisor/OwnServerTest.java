package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.stack.StackLine;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Imports that run a server are told from those that are slow. */
class OwnServerTest {

  private static final StackLine APP = new StackLine("/srv/app.py", 9, "<module>", "app.run()");

  private static StackLine library(String file, String function) {
    return new StackLine("/usr/lib/python3/" + file, 100, function, "");
  }

  @Test
  void theLineThatStartsFlasksServerIsNamed() {
    List<StackLine> stack =
        List.of(
            APP,
            library("flask/app.py", "run"),
            library("werkzeug/serving.py", "run_simple"),
            library("werkzeug/serving.py", "serve_forever"),
            library("selectors.py", "select"));
    assertThat(OwnServer.in(stack).map(OwnServer::describe))
        .contains("/srv/app.py, line 9: app.run()");
  }

  @Test
  void theInnermostFileThatIsBeingImportedIsTheOne() {
    StackLine outer = new StackLine("/srv/wsgi.py", 1, "<module>", "from app import app");
    List<StackLine> stack =
        List.of(
            outer,
            APP,
            new StackLine("/srv/app.py", 5, "main", "serve(app)"),
            library("waitress/__init__.py", "serve"),
            library("waitress/server.py", "run"));
    assertThat(OwnServer.in(stack).map(OwnServer::starter)).contains(APP);
  }

  @Test
  void aSlowImportIsNone() {
    List<StackLine> stack =
        List.of(
            APP,
            new StackLine("/srv/app.py", 5, "load_model", "time.sleep(60)"),
            new StackLine("/srv/app.py", 6, "serve", ""));
    assertThat(OwnServer.in(stack)).isEmpty();
  }

  @Test
  void aServerThatNoFileStartsIsNoneOfTheImports() {
    assertThat(OwnServer.in(List.of(library("socketserver.py", "serve_forever")))).isEmpty();
    assertThat(OwnServer.in(List.of())).isEmpty();
  }
}
