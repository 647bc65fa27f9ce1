package dev.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Starts servers for tests and ends them, whatever becomes of the test; where it fails, prints what
 * they logged. Registered in a static field its servers are the class's, else the test's.
 */
final class Servers implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private static final int LAST_LINES = 80;

  private final List<Junicorn> running = new ArrayList<>();
  private final List<Path> folders = new ArrayList<>();
  private boolean ofTheClass;

  @Override
  public void beforeAll(ExtensionContext context) {
    ofTheClass = true;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    context.getExecutionException().ifPresent(failure -> running.forEach(this::printLog));
    if (!ofTheClass) {
      closeAll();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    closeAll();
  }

  /** Starts the test app of this name, as {@code app:app}, and waits until a worker is ready. */
  Junicorn serve(String app, String... options) {
    return launch(app, options).awaitReady(1);
  }

  /** Starts the test app of this name, as {@code app:app}. */
  Junicorn launch(String app, String... options) {
    return launch(Junicorn.APPS.resolve(app), "app:app", Map.of(), options);
  }

  /** Starts an app on a free port of 127.0.0.1, unless the options bind it elsewhere. */
  Junicorn launch(Path folder, String app, Map<String, String> environment, String... options) {
    return launch(temporaryFolder(), folder, app, environment, options);
  }

  Junicorn launch(
      Path temporary, Path folder, String app, Map<String, String> environment, String... options) {
    return run(temporary, environment, arguments(folder, app, options));
  }

  /** What starts a test app, for commands of a test's own. */
  static List<String> arguments(String app, String... options) {
    return arguments(Junicorn.APPS.resolve(app), "app:app", options);
  }

  private static List<String> arguments(Path folder, String app, String... options) {
    List<String> arguments = new ArrayList<>(List.of("--chdir", folder.toString()));
    arguments.addAll(List.of(options));
    if (!arguments.contains("--python")) {
      arguments.addAll(List.of("--python", Junicorn.PYTHON));
    }
    if (!arguments.contains("--bind")) {
      arguments.addAll(List.of("--bind", "127.0.0.1:0"));
    }
    arguments.add(app);
    return arguments;
  }

  /** Starts {@code ./junicorn} with exactly these arguments. */
  Junicorn run(Map<String, String> environment, String... arguments) {
    return run(temporaryFolder(), environment, List.of(arguments));
  }

  private Junicorn run(Path temporary, Map<String, String> environment, List<String> arguments) {
    return run(List.of(launcher()), temporary, environment, arguments);
  }

  Junicorn run(
      List<String> command,
      Path temporary,
      Map<String, String> environment,
      List<String> arguments) {
    Junicorn server = Junicorn.start(command, arguments, environment, temporary);
    running.add(server);
    return server;
  }

  /** A new folder, with a short path so that sockets fit in, removed at the end. */
  Path temporaryFolder() {
    try {
      Path folder = Files.createTempDirectory(Path.of("/tmp"), "it-");
      folders.add(folder);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A gate that is closed. */
  Gate gate() {
    return new Gate(temporaryFolder());
  }

  /**
   * The script. It would build what is out of date, with another Maven in this one's folder: under
   * {@code mvn verify} that does not happen, since the jar is always the newest.
   */
  static String launcher() {
    Path jar = Path.of("target/junicorn.jar");
    try (Stream<Path> sources = Files.walk(Path.of("src/main"))) {
      FileTime built = Files.getLastModifiedTime(jar);
      Stream.concat(sources, Stream.of(Path.of("pom.xml")))
          .filter(source -> modified(source).compareTo(built) > 0)
          .findFirst()
          .ifPresent(newer -> {
            throw new IllegalStateException(newer + " is newer than " + jar + ": mvn package");
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Path.of("junicorn").toAbsolutePath().toString();
  }

  private static FileTime modified(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("SystemOut")
  private void printLog(Junicorn server) {
    List<String> log = server.log();
    System.out.println("--- the log of the server with pid " + server.pid() + ":");
    log.subList(Math.max(0, log.size() - LAST_LINES), log.size()).forEach(System.out::println);
  }

  private void closeAll() {
    try {
      running.forEach(Junicorn::close);
    } finally {
      running.clear();
      folders.forEach(Servers::remove);
      folders.clear();
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> content = Files.walk(folder)) {
      for (Path entry : content.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
