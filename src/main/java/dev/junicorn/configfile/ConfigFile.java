package dev.junicorn.configfile;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a configuration file is.
 *
 * @param location as gunicorn's {@code --config} takes it: {@code PATH}, {@code file:PATH} or
 *     {@code python:MODULE}
 */
public record ConfigFile(String location) {

  /** The one that is read where none is named. */
  private static final String USUAL = "gunicorn.conf.py";

  private static final String FILE = "file:";
  private static final String MODULE = "python:";

  /**
   * The one that is read where none is named, if it is there.
   *
   * @param directory where the command was started; as with gunicorn not where it changes to
   */
  public static Optional<ConfigFile> usual(Path directory) {
    return Files.exists(directory.resolve(USUAL))
        ? Optional.of(new ConfigFile(USUAL))
        : Optional.empty();
  }

  /**
   * The file's path; empty for a module.
   *
   * @param directory where the command was started
   */
  public Optional<Path> path(Path directory) {
    return location.startsWith(MODULE)
        ? Optional.empty()
        : Optional.of(
            directory.resolve(location.substring(location.startsWith(FILE) ? FILE.length() : 0)));
  }

  /** Its name in messages. */
  public String name() {
    return location.startsWith(FILE) ? location.substring(FILE.length()) : location;
  }
}
