package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Misspelling;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Every name of an option that may follow {@code --}: Junicorn's own and gunicorn's. As with
 * Python's argparse, the beginning of a name is enough where it fits only one.
 */
final class OptionNames {

  private final SortedSet<String> names;

  OptionNames(Collection<String> names) {
    this.names = new TreeSet<>(names);
  }

  /**
   * The full name of an option.
   *
   * @param written the name as the user wrote it, from {@code --} on, without a value
   * @param source where it stands, for messages; empty for the command line itself
   */
  String resolve(String written, String source) {
    if (names.contains(written)) {
      return written;
    }
    List<String> candidates = startingWith(written);
    return switch (candidates.size()) {
      case 1 -> candidates.getFirst();
      case 0 -> throw unknown(written, source);
      default ->
          throw new ConfigError(
              subject(written, source),
              "this could be " + String.join(" or ", candidates) + ".",
              "Write the name in full.");
    };
  }

  ConfigError unknown(String written, String source) {
    String remedy =
        Misspelling.of(written, names)
            .map(name -> "Did you mean " + name + "?")
            .orElseGet(() -> ofOtherServers(written));
    return new ConfigError(subject(written, source), "there is no such option.", remedy);
  }

  /** What is called otherwise by flask, uvicorn, waitress and uWSGI. */
  private static String ofOtherServers(String written) {
    return switch (written) {
      case "--port", "--host", "--listen" ->
          "Write --bind HOST:PORT, for example --bind 0.0.0.0:8000.";
      case "--processes" -> "Write --workers N.";
      case "--app" -> "The app stands alone: junicorn app:app.";
      case "--factory" -> "Write the call: junicorn \"app:create_app()\".";
      default -> "junicorn --help lists the options.";
    };
  }

  /** The option as messages name it. */
  static String subject(String written, String source) {
    return source.isEmpty() ? written : written + " in " + source;
  }

  private List<String> startingWith(String written) {
    return names.stream().filter(name -> name.startsWith(written)).toList();
  }
}
