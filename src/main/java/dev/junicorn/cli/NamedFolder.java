package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/** A folder that somebody has named: whether it is one, and whether this user gets there. */
final class NamedFolder {

  private NamedFolder() {}

  /**
   * The folder of an app, as the argument of a command names it.
   *
   * @param name relative to the working directory
   * @param forAnApp what else to do for one who has named the app, {@code MODULE:OBJECT}
   */
  static Path of(String command, String name, Path workingDirectory, String forAnApp) {
    Path folder = workingDirectory.resolve(name).normalize();
    String argument = command + " " + name;
    check(folder, (why, remedy) -> new ConfigError(argument, why, remedy));
    if (!Files.isDirectory(folder)) {
      throw new ConfigError(
          argument,
          Files.exists(folder) ? "this is not a folder." : "there is no folder " + folder + ".",
          "Name the folder that the app is in"
              + (name.indexOf(':') < 0 ? "." : ", or " + forAnApp));
    }
    return folder;
  }

  /**
   * Speaks before the folder is looked for: what lies below one that may not be entered seems not
   * to be there.
   *
   * @param folder absolute
   * @param error makes one of why it cannot be used and what to do
   */
  static void check(Path folder, BiFunction<String, String, ConfigError> error) {
    check(folder, Files::isExecutable, error);
  }

  /**
   * @param mayEnter whether this user may enter a folder that is there
   */
  static void check(
      Path folder, Predicate<Path> mayEnter, BiFunction<String, String, ConfigError> error) {
    Path parent = folder.getParent();
    if (parent != null) {
      check(parent, mayEnter, error);
    }
    if (Files.isDirectory(folder) && !mayEnter.test(folder)) {
      throw error.apply(
          "this user may not enter " + folder + ".",
          "Run it as one who may, or put the app where this one gets to.");
    }
  }
}
