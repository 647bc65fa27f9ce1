package dev.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * An app that the test rewrites while the server runs. Versions differ in length, because Python's
 * compiled files are told apart by whole seconds and size.
 */
record EditedApp(Path folder) {

  /** Version 1. */
  static EditedApp in(Path folder) {
    EditedApp app = new EditedApp(folder);
    app.write(1);
    return app;
  }

  /**
   * Answers {@code vN}, {@code /pid}, {@code /sleep} for 0.3 s, {@code /gate} when the test opens
   * {@link #gate}, and {@code /broken} with 500.
   */
  EditedApp write(int version) {
    return replace(
        "import os, time\n"
            + "#".repeat(version)
            + """

            def app(environ, start_response):
                path = environ["PATH_INFO"]
                if path == "/broken":
                    raise RuntimeError("broken as asked")
                if path == "/sleep":
                    time.sleep(0.3)
                if path == "/gate":
                    open("arrival", "w").close()
                    while not os.path.exists("open"):
                        time.sleep(0.01)
                body = str(os.getpid()).encode() if path == "/pid" else b"v%d"
                start_response("200 OK", [("Content-Length", str(len(body)))])
                return [body]
            """
                .formatted(version));
  }

  /** For one request. */
  Gate gate() {
    return new Gate(folder);
  }

  /** Cannot be imported. */
  EditedApp breakIt() {
    return replace("import os\n\nx = = 1  # <not Python>\n");
  }

  EditedApp replace(String text) {
    try {
      Path draft = folder.resolve("app.py.new");
      Files.writeString(draft, text);
      Files.move(
          draft,
          folder.resolve("app.py"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
