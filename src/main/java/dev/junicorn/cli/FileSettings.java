package dev.junicorn.cli;

import dev.junicorn.configfile.ConfigFile;
import dev.junicorn.configfile.ConfigReport;
import dev.junicorn.plan.ConfigError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a configuration file sets, in the words of the command line.
 *
 * @param options in the order in which the file sets them
 * @param notes sentences for the log
 * @param warnings sentences about what the server does not do as the file says
 * @param variables for the app's environment
 */
record FileSettings(
    List<FileOption> options,
    List<String> notes,
    List<String> warnings,
    Map<String, String> variables) {

  static final FileSettings NONE = new FileSettings(List.of(), List.of(), List.of(), Map.of());

  /** The names to ask for: all that gunicorn knows, but for what has no meaning in a file. */
  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (FileSetting setting : FileSetting.values()) {
      names.add(setting.setting());
    }
    names.addAll(ForeignSettings.names());
    names.addAll(FileHooks.names());
    return List.copyOf(names);
  }

  /** The app that the file names, where it does. */
  List<String> apps() {
    return options.stream()
        .filter(option -> option.setting().equals(FileSetting.WSGI_APP.setting()))
        .map(option -> option.words().getLast())
        .toList();
  }

  /** The same where an app was found and is served: a warning, where the file names another one. */
  FileSettings besideFound(String app) {
    List<String> said = new ArrayList<>(warnings);
    for (FileOption option : options) {
      String named = option.words().getLast();
      if (option.setting().equals(FileSetting.WSGI_APP.setting()) && !named.equals(app)) {
        said.add(
            "wsgi_app in %s names %s, and the app that was found is served: %s. For the other one write its name there as a string that is not computed, or --startup-command \"gunicorn %s\""
                .formatted(option.source(), named, app, named));
      }
    }
    return new FileSettings(options, notes, said, variables);
  }

  /** The same where a platform's {@code PORT} says where to listen, and not the file. */
  FileSettings withoutBinds() {
    List<FileOption> others = new ArrayList<>(options);
    List<String> said = new ArrayList<>(notes);
    for (FileOption option : options) {
      if (option.setting().equals(FileSetting.BIND.setting())) {
        others.remove(option);
        said.add("bind in %s is passed over: PORT says where to listen".formatted(option.source()));
      }
    }
    return new FileSettings(others, said, warnings, variables);
  }

  /**
   * Translates a report.
   *
   * @param problems gets every value that cannot be used
   */
  static FileSettings of(ConfigFile file, ConfigReport report, Problems problems) {
    return new Translation(file, problems).of(report);
  }

  /** One report being translated. */
  private static final class Translation {
    private final ConfigFile file;
    private final Problems problems;
    private final List<FileOption> options = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> hooks = new ArrayList<>();

    Translation(ConfigFile file, Problems problems) {
      this.file = file;
      this.problems = problems;
    }

    FileSettings of(ConfigReport report) {
      report.settings().entrySet().stream()
          .sorted(Comparator.comparingInt(entry -> entry.getValue().line()))
          .forEach(entry -> problems.note(() -> setting(entry.getKey(), entry.getValue())));
      notes.addFirst(summary());
      if (!report.variables().isEmpty()) {
        notes.add(
            "Variables for the app, set by %s: %s"
                .formatted(file.name(), String.join(", ", report.variables().keySet())));
      }
      return new FileSettings(
          List.copyOf(options),
          List.copyOf(notes),
          hooks.isEmpty() ? List.of() : List.of(FileHooks.warning(file.name(), hooks)),
          report.variables());
    }

    private String summary() {
      List<String> set = options.stream().map(FileOption::setting).toList();
      return set.isEmpty()
          ? file.name() + " was read; it sets nothing that is an option here"
          : file.name() + " was read; it sets " + String.join(", ", set);
    }

    private void setting(String name, ConfigReport.Value value) {
      Optional<FileSetting> own = FileSetting.named(name);
      if (own.isPresent()) {
        option(own.get(), value);
      } else if (FileHooks.names().contains(name)) {
        if (!value.json().isNull()) {
          hooks.add(name);
        }
      } else {
        foreign(name, value);
      }
    }

    private void option(FileSetting setting, ConfigReport.Value value) {
      List<String> words =
          setting
              .words(value.json())
              .orElseThrow(
                  () -> new ConfigError(subject(setting.setting(), value), setting.wrong()));
      if (!words.isEmpty()) {
        options.add(new FileOption(setting.setting(), words, source(value)));
      }
    }

    private void foreign(String name, ConfigReport.Value value) {
      ForeignSettings.rule(name, value.json())
          .ifPresent(rule -> {
            if (rule.isRefused()) {
              throw new ConfigError(
                  subject(name, value),
                  "this setting is gunicorn's; Junicorn does not have it yet.",
                  rule.words());
            }
            notes.add("%s in %s is gunicorn's; it %s".formatted(name, source(value), rule.words()));
          });
    }

    private String subject(String name, ConfigReport.Value value) {
      boolean mayBeSecret = name.equals(FileSetting.RAW_ENV.setting());
      return mayBeSecret
          ? "%s in %s".formatted(name, source(value))
          : "%s = %s in %s".formatted(name, Literal.of(value.json()), source(value));
    }

    private String source(ConfigReport.Value value) {
      return value.line() > 0 ? file.name() + ":" + value.line() : file.name();
    }
  }
}
