package dev.junicorn.survey;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code junicorn_detect}, carried inside the jar, unpacked for as long as it is needed. */
final class DetectScript implements AutoCloseable {

  private static final String PACKAGE = "junicorn_detect";

  /** Its modules; a test compares the list with the folder. */
  static final List<String> MODULES =
      List.of(
          "__init__.py",
          "__main__.py",
          "expression.py",
          "report.py",
          "settings.py",
          "source.py",
          "walk.py");

  /** {@code -I} keeps the folder's own modules off the path, so this one has to be put there. */
  private static final String BOOT =
      "import sys; sys.path.append(sys.argv.pop(1)); import runpy;"
          + " runpy.run_module('junicorn_detect', run_name='__main__')";

  private final Path folder;

  private DetectScript(Path folder) {
    this.folder = folder;
  }

  static DetectScript unpack() throws IOException {
    Path folder = Files.createTempDirectory("junicorn-plan-");
    DetectScript script = new DetectScript(folder);
    Path target = Files.createDirectory(folder.resolve(PACKAGE));
    for (String module : MODULES) {
      String resource = "/" + PACKAGE + "/" + module;
      try (InputStream source = DetectScript.class.getResourceAsStream(resource)) {
        if (source == null) {
          throw new IOException("the jar lacks " + resource);
        }
        Files.copy(source, target.resolve(module));
      }
    }
    return script;
  }

  /** Where the script's errors go. */
  Path errors() {
    return folder.resolve("errors");
  }

  Path folder() {
    return folder;
  }

  /** The command line that reads {@code app}, apart from the files that are skipped. */
  List<String> command(Path python, Path app, List<String> skipped) {
    List<String> command = new ArrayList<>();
    command.add(python.toString());
    command.addAll(List.of("-I", "-S", "-B", "-W", "ignore", "-c", BOOT));
    command.add(folder.toString());
    command.add(app.toString());
    command.addAll(skipped);
    return command;
  }

  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
