package dev.junicorn.configfile;

import dev.junicorn.worker.Bridge;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;

/** The folder with the bridge and with what it writes about one file, for as long as that takes. */
record Workplace(Path folder) implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Puts our folder last on the path, and takes the app's off it until the bridge is imported. */
  private static final String BOOT =
      """
      import json, sys
      if sys.path and sys.path[0] == '':
          del sys.path[0]
      folder, *arguments = json.loads(sys.argv.pop())
      sys.path.append(folder)
      from junicorn_bridge.configuration import main
      main(*arguments)
      """;

  static Workplace create(Path parent) throws IOException {
    Workplace workplace = new Workplace(Files.createTempDirectory(parent, "junicorn-config-"));
    try {
      Bridge.unpack(workplace.folder);
      return workplace;
    } catch (IOException e) {
      workplace.close();
      throw e;
    }
  }

  /** The words that execute a file, which ends by itself after so many seconds. */
  List<String> command(Path python, ConfigFile file, List<String> names, long seconds) {
    List<Object> arguments =
        List.of(
            folder.toString(),
            file.location(),
            names,
            report().toString(),
            stack().toString(),
            seconds);
    return List.of(python.toString(), "-c", BOOT, JSON.writeValueAsString(arguments));
  }

  /** There when it is complete. */
  Path report() {
    return folder.resolve("report");
  }

  /** Where the file was when it was told to end. */
  Path stack() {
    return folder.resolve("stack");
  }

  /** Whether a line of a stack is in the bridge, or in what starts it. */
  boolean isOurs(String line) {
    return line.contains("File \"" + folder) || line.contains("File \"<string>\"");
  }

  /** Also where another thread removes it at the same time, since the process ends. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException | UncheckedIOException e) {
      // The other one has been quicker.
    }
  }
}
