package dev.junicorn.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The Python side, carried inside the jar and unpacked into the server's private folder at start.
 */
public final class Bridge {

  private static final String PACKAGE = "junicorn_bridge";

  /** Its modules; a test compares the list with the folder. */
  static final List<String> MODULES =
      List.of(
          "__init__.py",
          "body.py",
          "configuration.py",
          "contention.py",
          "cputime.py",
          "descriptors.py",
          "failure.py",
          "filewrapper.py",
          "forks.py",
          "frames.py",
          "freethreading.py",
          "greenlets.py",
          "head.py",
          "loader.py",
          "loggers.py",
          "nearby.py",
          "output.py",
          "preload.py",
          "prometheus.py",
          "response.py",
          "sessions.py",
          "sources.py",
          "spawner.py",
          "stream.py",
          "threads.py",
          "wakeup.py",
          "watchdog.py",
          "worker.py",
          "wsgi.py");

  private Bridge() {}

  /**
   * Unpacks the package below {@code folder}.
   *
   * @return the folder to put on {@code sys.path}
   */
  public static Path unpack(Path folder) throws IOException {
    Path target = Files.createDirectories(folder.resolve(PACKAGE));
    for (String module : MODULES) {
      String resource = "/" + PACKAGE + "/" + module;
      try (InputStream source = Bridge.class.getResourceAsStream(resource)) {
        if (source == null) {
          throw new IOException("the jar lacks " + resource);
        }
        Files.copy(source, target.resolve(module));
      }
    }
    return folder;
  }
}
