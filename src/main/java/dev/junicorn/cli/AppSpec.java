package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Checks the app's name for slips that are better explained before Python fails to import it. */
final class AppSpec {

  private static final String EXAMPLE = "For the object \"app\" in app.py write: junicorn app:app";

  private static final String DEFINED = "(?m)^(?:def NAME\\(|NAME *(?::[^=\n]*)?=)";
  private static final Pattern DEFINED_APP = Pattern.compile(DEFINED.replace("NAME", "app"));
  private static final Pattern DEFINED_APPLICATION =
      Pattern.compile(DEFINED.replace("NAME", "application"));

  private AppSpec() {}

  /**
   * The one app.
   *
   * @param directory the app's folder
   */
  static String check(List<String> named, Path directory) {
    if (named.size() > 1) {
      throw new ConfigError(
          String.join(" ", named),
          "this names " + named.size() + " apps; a server runs one.",
          isVerbBefore(named)
              ? "To serve %s: junicorn %s".formatted(named.getLast(), named.getLast())
              : "Options begin with a dash; values with blanks stand in quotation marks.");
    }
    if (named.isEmpty()) {
      throw new ConfigError("APP", "none was named.", EXAMPLE);
    }
    String spec = named.getFirst().strip();
    int colon = spec.indexOf(':');
    String module = colon < 0 ? spec : spec.substring(0, colon);
    if (module.isEmpty() || colon == spec.length() - 1) {
      throw new ConfigError(
          "APP \"" + spec + "\"",
          module.isEmpty() ? "the module is missing." : "the object after the colon is missing.",
          EXAMPLE);
    }
    if (module.endsWith(".py") && Files.exists(directory.resolve(module))) {
      Path file = directory.resolve(module).normalize();
      String object = colon < 0 ? ":" + objectIn(file) : spec.substring(colon);
      throw new ConfigError(
          "APP " + spec,
          "a module is wanted, not a file.",
          "Write " + named(file, directory) + object + ".");
    }
    if (module.indexOf('/') >= 0) {
      throw new ConfigError(
          "APP " + spec,
          "a module is wanted, not a path.",
          "Name the folder with --chdir, and the module with dots: --chdir mysite mysite.wsgi.");
    }
    return spec;
  }

  /** As other servers' command lines have one: {@code run app:app}. */
  private static boolean isVerbBefore(List<String> named) {
    return named.size() == 2
        && named.getFirst().matches("[a-z]+")
        && named.getLast().matches("[\\w.]+:\\w+");
  }

  /** The name that the app most likely has in a file that is not to be run. */
  private static String objectIn(Path file) {
    try {
      // No byte is wrong in this charset, and the names are ASCII.
      String source = Files.readString(file, StandardCharsets.ISO_8859_1);
      return !DEFINED_APP.matcher(source).find() && DEFINED_APPLICATION.matcher(source).find()
          ? "application"
          : "app";
    } catch (IOException e) {
      return "app";
    }
  }

  /** The file's module, with its folder where that is not the app's. */
  private static String named(Path file, Path directory) {
    String name = file.toString();
    Path module = Path.of(name.substring(0, name.length() - ".py".length()));
    return file.startsWith(directory)
        ? directory.relativize(module).toString().replace('/', '.')
        : "--chdir " + file.getParent() + " " + module.getFileName();
  }
}
