package dev.junicorn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;

/**
 * An app that comes with the server, unpacked into a folder of its own until it is closed. What a
 * killed server leaves is removed by a later one, which knows the folder by its name.
 */
final class BundledApp implements AutoCloseable {

  /**
   * An app in the jar: a package with a module {@code app} and its {@code application}.
   *
   * @param folder the package
   * @param files all that is in it; a test compares the list with the folder
   */
  record Content(String folder, List<String> files) {

    static final Content SITE =
        new Content("junicorn_site", List.of("__init__.py", "app.py", "page.html"));

    static final Content DEMO =
        new Content(
            "junicorn_demo",
            List.of("__init__.py", "app.py", "lanes.py", "page.html", "page.js", "style.css"));

    String spec() {
      return folder + ".app:application";
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Content content;
  private final Path folder;

  private BundledApp(Content content, Path folder) {
    this.content = content;
    this.folder = folder;
  }

  /** Unpacks an app below {@code TMPDIR} or {@code /tmp}. */
  static BundledApp unpack(Content content, Outside outside) throws IOException {
    String name = "junicorn-" + ProcessHandle.current().pid() + "-";
    BundledApp app =
        new BundledApp(content, Files.createTempDirectory(outside.temporaryFolder(), name));
    try {
      Files.createDirectory(app.folder.resolve(content.folder()));
      for (String file : content.files()) {
        app.copy(file);
      }
      return app;
    } catch (IOException | RuntimeException e) {
      app.close();
      throw e;
    }
  }

  String spec() {
    return content.spec();
  }

  /** The folder to serve it from. */
  Path folder() {
    return folder;
  }

  /** Gives it a file with these values. */
  void tell(String name, Object values) throws IOException {
    Files.writeString(
        folder.resolve(content.folder()).resolve(name), JSON.writeValueAsString(values));
  }

  private void copy(String file) throws IOException {
    String resource = "/" + content.folder() + "/" + file;
    try (InputStream source = BundledApp.class.getResourceAsStream(resource)) {
      if (source == null) {
        throw new IOException("the jar lacks " + resource);
      }
      Files.copy(source, folder.resolve(content.folder()).resolve(file));
    }
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path entry : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException | UncheckedIOException e) {
      // A few kilobytes in the folder for temporary files; a later server removes them.
    }
  }
}
