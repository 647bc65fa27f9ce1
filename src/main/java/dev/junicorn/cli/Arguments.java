package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Reads argument lines as argparse does and writes them again in one plain spelling: {@code
 * --workers=3} for {@code -w3}, {@code -w 3}, {@code --work 3}. Knows where each option came from,
 * and answers gunicorn's options that Junicorn does not have.
 *
 * <p>A later line replaces what an earlier one said, also for options that can be repeated.
 */
final class Arguments {

  private final CommandSpec spec;
  private final OptionNames names;
  private final Map<String, List<String>> values = new LinkedHashMap<>();
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final Map<String, String> settings = new HashMap<>();
  private final List<String> apps = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final List<Outranked> outranked = new ArrayList<>();

  /**
   * An option of an earlier line that a later one has replaced.
   *
   * @param option as it counted before, with where it stood
   * @param by what counts instead
   */
  record Outranked(Sourced<String> option, Sourced<String> by) {}

  Arguments(CommandSpec spec) {
    this.spec = spec;
    List<String> all = new ArrayList<>(spec.optionsMap().keySet());
    for (Foreign option : Foreign.values()) {
      all.addAll(option.names());
    }
    this.names = new OptionNames(all.stream().filter(name -> name.startsWith("--")).toList());
  }

  /**
   * Reads a line of arguments.
   *
   * @param source where it came from, for messages; empty for the command line itself
   * @param problems gets every word that is no option, or lacks its value
   */
  void read(List<String> line, String source, Problems problems) {
    new Reader(line, source, problems).readAll();
  }

  /** Reads what a configuration file sets; it goes by the file's names for it in messages. */
  void read(FileOption option, Problems problems) {
    Reader reader = new Reader(option.words(), option.source(), problems);
    reader.readAll();
    reader.found.keySet().forEach(name -> settings.put(name, option.setting()));
  }

  /** Every argument in its plain spelling, the apps last. */
  String[] plain() {
    List<String> plain = new ArrayList<>();
    values.forEach((name, given) -> given.forEach(value -> plain.add(written(name, value))));
    plain.add("--");
    plain.addAll(apps);
    return plain.toArray(String[]::new);
  }

  /** Every option that counts, {@code --workers=3}, with where it stood. */
  List<Sourced<String>> given() {
    List<Sourced<String>> given = new ArrayList<>();
    values.forEach((name, all) ->
        all.forEach(value -> given.add(new Sourced<>(written(name, value), origin(name)))));
    return List.copyOf(given);
  }

  /** What was given and does not count, in the order in which it was replaced. */
  List<Outranked> outranked() {
    return List.copyOf(outranked);
  }

  /** Where an option's value stood; empty for the command line and for what was not given. */
  String origin(String name) {
    return sources.getOrDefault(name, "");
  }

  /** An option with a value of it, for messages. */
  Setting setting(String name, String value) {
    return new Setting(settings.getOrDefault(name, name), value, origin(name));
  }

  /** An option with its last value; empty where it was not given. */
  Optional<Setting> last(String name) {
    return Optional.ofNullable(values.get(name)).map(given -> setting(name, given.getLast()));
  }

  /** What to tell the user about options that were passed over. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  /** One line being read. */
  private final class Reader {
    private final List<String> line;
    private final String source;
    private final Problems problems;
    private final Map<String, List<String>> found = new LinkedHashMap<>();
    private final List<String> named = new ArrayList<>();
    private int at;

    Reader(List<String> line, String source, Problems problems) {
      this.line = line;
      this.source = source;
      this.problems = problems;
    }

    void readAll() {
      for (at = 0; at < line.size(); at++) {
        String word = line.get(at);
        if (word.equals("--")) {
          named.addAll(line.subList(at + 1, line.size()));
          break;
        } else if (word.startsWith("--")) {
          problems.note(() -> longOption(word));
        } else if (isShort(word)) {
          problems.note(() -> shortOptions(word));
        } else {
          named.add(word);
        }
      }
      found.forEach((name, given) -> {
        replaced(name, given);
        values.put(name, given);
        sources.put(name, source);
        settings.remove(name);
      });
      if (!named.isEmpty()) {
        apps.clear();
        apps.addAll(named);
      }
    }

    private void replaced(String name, List<String> given) {
      Sourced<String> by = new Sourced<>(written(name, String.join(",", given)), source);
      values
          .getOrDefault(name, List.of())
          .forEach(value ->
              outranked.add(new Outranked(new Sourced<>(written(name, value), origin(name)), by)));
    }

    private void longOption(String word) {
      int equals = word.indexOf('=');
      String name = names.resolve(equals < 0 ? word : word.substring(0, equals), source);
      refuse(name);
      Optional<String> attached =
          equals < 0 ? Optional.empty() : Optional.of(word.substring(equals + 1));
      if (!takesValue(name)) {
        attached.ifPresent(value -> {
          throw new ConfigError(
              OptionNames.subject(word, source),
              "the option takes no value.",
              "Write " + name + ".");
        });
        take(name, "");
        return;
      }
      take(name, attached.orElseGet(() -> nextWord(name)));
    }

    /** {@code -w 3}, {@code -w3}, {@code -w=3}, and flags in a row. */
    private void shortOptions(String word) {
      for (int i = 1; i < word.length(); i++) {
        String name = "-" + word.charAt(i);
        if (!isKnown(name)) {
          throw names.unknown(word, source);
        }
        refuse(name);
        if (takesValue(name)) {
          String rest = word.substring(i + 1);
          take(
              name,
              rest.isEmpty() ? nextWord(name) : rest.startsWith("=") ? rest.substring(1) : rest);
          return;
        }
        take(name, "");
      }
    }

    private String nextWord(String name) {
      if (at + 1 == line.size() || isOption(line.get(at + 1))) {
        throw new ConfigError(
            OptionNames.subject(name, source),
            "a value is missing.",
            "Write " + name + " VALUE or " + name + "=VALUE.");
      }
      return line.get(++at);
    }

    private void take(String name, String value) {
      OptionSpec own = spec.findOption(name);
      if (own != null) {
        List<String> given = found.computeIfAbsent(own.longestName(), _ -> new ArrayList<>());
        if (!own.isMultiValue()) {
          // The last one counts. Of two picocli would forget all other options of their group.
          given.clear();
        }
        given.add(value);
      } else {
        Foreign.named(name)
            .ifPresent(option -> notes.add(name + " is gunicorn's; it " + option.words()));
      }
    }

    /** Refuses what is gunicorn's and would change more than the server's comfort. */
    private void refuse(String name) {
      if (Foreign.named(name).filter(Foreign::isRefused).isPresent()) {
        throw new ConfigError(
            OptionNames.subject(name, source),
            "this option is gunicorn's; Junicorn does not have it yet.",
            Foreign.named(name).map(Foreign::words).orElse(""));
      }
    }

    private boolean isShort(String word) {
      return word.length() > 1 && word.startsWith("-") && !isNegativeNumber(word);
    }

    private boolean isOption(String word) {
      return word.length() > 1
          && word.startsWith("-")
          && word.indexOf(' ') < 0
          && !isNegativeNumber(word);
    }

    private boolean isNegativeNumber(String word) {
      return word.matches("-[0-9].*");
    }
  }

  private String written(String name, String value) {
    return takesValue(name) ? name + "=" + value : name;
  }

  private boolean isKnown(String name) {
    return spec.findOption(name) != null || Foreign.named(name).isPresent();
  }

  private boolean takesValue(String name) {
    OptionSpec own = spec.findOption(name);
    return own == null
        ? Foreign.named(name).map(Foreign::takesValue).orElse(false)
        : own.arity().max() > 0;
  }
}
