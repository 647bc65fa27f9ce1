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
   */
  String resolve(String written) {
    if (names.contains(written)) {
      return written;
    }
    List<String> candidates = startingWith(written);
    return switch (candidates.size()) {
      case 1 -> candidates.getFirst();
      case 0 -> throw unknown(written);
      default ->
          throw new ConfigError(
              written,
              "this could be " + String.join(" or ", candidates) + ".",
              "Write the name in full.");
    };
  }

  ConfigError unknown(String written) {
    String remedy =
        Misspelling.of(written, names)
            .map(name -> "Did you mean " + name + "?")
            .orElse("junicorn --help lists the options.");
    return new ConfigError(written, "there is no such option.", remedy);
  }

  private List<String> startingWith(String written) {
    return names.stream().filter(name -> name.startsWith(written)).toList();
  }
}
