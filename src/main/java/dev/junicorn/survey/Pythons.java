package dev.junicorn.survey;

import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.detect.Installed;
import dev.junicorn.plan.detect.PythonVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The other interpreters of the machine: {@code python3.N} on PATH, App Service's in {@code
 * /opt/python}, pyenv's, uv's.
 *
 * @param environment {@code PATH}, {@code HOME}, {@code PYENV_ROOT}
 */
record Pythons(Map<String, String> environment) {

  private static final int OLDEST_MINOR = 8;

  /** A few years ahead. */
  private static final int NEWEST_MINOR = 20;

  private static final int MOST = 24;
  private static final long MOST_SECONDS = 5;

  private static final String ASK =
      "import sys; sys.stdout.write('%d.%d.%d' % tuple(sys.version_info[:3]))";

  /** Those that answer with their version. */
  List<Installed> find() {
    List<Installed> found = new ArrayList<>();
    for (Sourced<Path> path : paths()) {
      if (found.size() < MOST) {
        version(path.value()).ifPresent(version -> found.add(new Installed(path, version, false)));
      }
    }
    return List.copyOf(found);
  }

  private List<Sourced<Path>> paths() {
    List<Sourced<Path>> paths = new ArrayList<>();
    for (int minor = NEWEST_MINOR; minor >= OLDEST_MINOR; minor--) {
      String name = "python3." + minor;
      onPath(name).ifPresent(path -> paths.add(new Sourced<>(path, name + " on PATH")));
    }
    paths.addAll(below(Path.of("/opt/python"), "/opt/python"));
    String home = environment.getOrDefault("HOME", "");
    String pyenv = environment.getOrDefault("PYENV_ROOT", home.isEmpty() ? "" : home + "/.pyenv");
    if (!pyenv.isEmpty()) {
      paths.addAll(below(Path.of(pyenv, "versions"), "pyenv"));
    }
    if (!home.isEmpty()) {
      paths.addAll(below(Path.of(home, ".local/share/uv/python"), "uv"));
    }
    return paths;
  }

  private Optional<Path> onPath(String name) {
    for (String folder : environment.getOrDefault("PATH", "").split(":", -1)) {
      Path path = Path.of(folder.isEmpty() ? "." : folder).toAbsolutePath().resolve(name);
      if (Files.isRegularFile(path) && Files.isExecutable(path)) {
        return Optional.of(path);
      }
    }
    return Optional.empty();
  }

  /** {@code FOLDER/3.12.4/bin/python3}. */
  private static List<Sourced<Path>> below(Path folder, String source) {
    List<Sourced<Path>> paths = new ArrayList<>();
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(folder)) {
      for (Path version : versions) {
        Path path = version.resolve("bin/python3");
        if (Files.isExecutable(path)) {
          paths.add(new Sourced<>(path, source));
        }
      }
    } catch (IOException e) {
      // There are none.
    }
    return paths;
  }

  private static Optional<PythonVersion> version(Path python) {
    try {
      Process process =
          new ProcessBuilder(python.toString(), "-I", "-S", "-c", ASK)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      try {
        if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
          return Optional.empty();
        }
        byte[] said = process.getInputStream().readNBytes(64);
        return PythonVersion.parse(new String(said, StandardCharsets.US_ASCII).strip());
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
