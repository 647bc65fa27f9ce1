package dev.junicorn.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads options as numbers, times, sizes and files. What cannot be used goes to the problems, and a
 * substitute is returned: the plan is not used then.
 */
final class OptionReader {

  private final Arguments arguments;
  private final Map<String, String> environment;
  private final Problems problems;
  private final List<String> notes = new ArrayList<>();

  OptionReader(Arguments arguments, Map<String, String> environment, Problems problems) {
    this.arguments = arguments;
    this.environment = environment;
    this.problems = problems;
  }

  /** Sentences for the log about values that were taken as something else. */
  List<String> notes() {
    return notes;
  }

  /** What the user said; empty for nothing. */
  Optional<Setting> given(String name, @Nullable String value) {
    return Optional.ofNullable(value).map(text -> setting(name, text));
  }

  Setting setting(String name, String value) {
    return arguments.setting(name, value);
  }

  /** A variable that is set and not empty. */
  Optional<Setting> variable(String name) {
    return variableOrEmpty(name).filter(setting -> !setting.value().isEmpty());
  }

  /** A variable that is set; an empty list of proxies means that none is trusted. */
  Optional<Setting> variableOrEmpty(String name) {
    return Optional.ofNullable(environment.get(name))
        .map(value -> Setting.ofVariable(name, value.strip()));
  }

  /** A whole number from 1 on. */
  int count(String name, @Nullable String value, int otherwise, int most) {
    return given(name, value)
        .map(setting -> problems.attempt(otherwise, () -> setting.count(1, most, otherwise)))
        .orElse(otherwise);
  }

  /** A whole number, where 0 means that the option is off, as it is by default. */
  int countOrOff(String name, @Nullable String value, int example) {
    return given(name, value)
        .map(setting -> problems.attempt(0, () -> setting.count(0, Integer.MAX_VALUE, example)))
        .orElse(0);
  }

  /** gunicorn's 0 is "no limit", and what is beyond its largest is taken as the largest. */
  int limit(String name, @Nullable String value, int otherwise, int most) {
    Optional<Setting> given = given(name, value);
    if (given.isEmpty()) {
      return otherwise;
    }
    Setting setting = given.get();
    int asked = problems.attempt(otherwise, () -> setting.count(0, Integer.MAX_VALUE, otherwise));
    if (asked > most) {
      notes.add(setting.subject() + " is more than possible; taken as " + most);
    }
    return asked == 0 ? most : Math.min(asked, most);
  }

  Duration duration(String name, @Nullable String value, int seconds) {
    Duration otherwise = Duration.ofSeconds(seconds);
    return given(name, value)
        .map(setting -> problems.attempt(otherwise, setting::duration))
        .orElse(otherwise);
  }

  /** A size in bytes, where 0 means that the option is off, as it is by default. */
  long bytesOrOff(String name, @Nullable String value) {
    return given(name, value)
        .filter(setting -> !setting.value().strip().equals("0"))
        .map(setting -> problems.attempt(0L, setting::bytes))
        .orElse(0L);
  }

  /** A file that is to be written: its folder must be there. */
  Optional<Path> file(String name, @Nullable String value, Path directory) {
    return given(name, value)
        .map(setting -> problems.attempt(directory, () -> file(setting, directory)));
  }

  static Path file(Setting setting, Path directory) {
    if (setting.value().isEmpty()) {
      throw setting.error("the file's name is empty.", "Name a file, or leave the option out.");
    }
    Path file = directory.resolve(setting.value());
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw setting.error(
          "there is no folder " + folder + ".", "Create it, or name a file in another one.");
    }
    if (Files.isDirectory(file)) {
      throw setting.error("this is a folder.", "Name a file in it.");
    }
    return file;
  }
}
