package dev.junicorn.cli;

import dev.junicorn.server.PrivateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.ObjectMapper;

/**
 * An app that comes with the server, unpacked into a folder of its own until it is closed. What a
 * killed server leaves is removed by a later one, which knows the folder by its lock.
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
  private final PrivateFolder place;

  private BundledApp(Content content, PrivateFolder place) {
    this.content = content;
    this.place = place;
  }

  /** Unpacks an app below {@code TMPDIR} or {@code /tmp}. */
  static BundledApp unpack(Content content, Outside outside) throws IOException {
    List<Path> parents = List.of(outside.temporaryFolder(), outside.root().resolve("tmp"));
    BundledApp app =
        new BundledApp(content, PrivateFolder.create(parents, ProcessHandle.current().pid()));
    try {
      Files.createDirectory(app.folder().resolve(content.folder()));
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
    return place.path();
  }

  /** Gives it a file with these values. */
  void tell(String name, Object values) throws IOException {
    Files.writeString(
        folder().resolve(content.folder()).resolve(name), JSON.writeValueAsString(values));
  }

  private void copy(String file) throws IOException {
    String resource = "/" + content.folder() + "/" + file;
    try (InputStream source = BundledApp.class.getResourceAsStream(resource)) {
      if (source == null) {
        throw new IOException("the jar lacks " + resource);
      }
      Files.copy(source, folder().resolve(content.folder()).resolve(file));
    }
  }

  @Override
  public void close() {
    try {
      place.close();
    } catch (IOException e) {
      // A few kilobytes in the folder for temporary files; a later server removes them.
    }
  }
}
