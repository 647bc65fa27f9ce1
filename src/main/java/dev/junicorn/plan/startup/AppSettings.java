package dev.junicorn.plan.startup;

import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.Sourced;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * App Service's variables about the server of an app that was found, as options. They say nothing
 * about a startup command.
 *
 * @param environment the process's environment
 */
public record AppSettings(Map<String, String> environment) {

  private static final String SEVERAL = "PYTHON_ENABLE_GUNICORN_MULTIWORKERS";
  private static final String WORKERS = "PYTHON_GUNICORN_CUSTOM_WORKER_NUM";
  private static final String THREADS = "PYTHON_GUNICORN_CUSTOM_THREAD_NUM";
  private static final String HOST = "HOST";

  private static final Set<String> YES = Set.of("1", "t", "true", "yes", "y", "on");
  private static final Set<String> NO = Set.of("0", "f", "false", "no", "n", "off");

  /** Lines of options with the variable each comes from; a later one outranks an earlier one. */
  public List<Sourced<List<String>>> options() {
    List<Sourced<List<String>>> lines = new ArrayList<>();
    value(HOST).flatMap(this::bind).ifPresent(lines::add);
    if (several()) {
      value(WORKERS).ifPresent(number -> lines.add(line("--workers=" + number, WORKERS)));
      value(THREADS).ifPresent(number -> lines.add(line("--threads=" + number, THREADS)));
    } else {
      lines.add(line("--workers=1", SEVERAL));
    }
    return List.copyOf(lines);
  }

  /** Whether more than one worker is allowed, which it is unless somebody says no. */
  private boolean several() {
    Optional<String> written = value(SEVERAL);
    String word = written.orElse("true").toLowerCase(Locale.ROOT);
    if (!YES.contains(word) && !NO.contains(word)) {
      throw new ConfigError(
          SEVERAL + "=" + word, "this is neither yes nor no.", "Write true or false.");
    }
    return YES.contains(word);
  }

  /**
   * {@code HOST} counts where it is an address. Some shells and build tools keep the machine's name
   * or a platform's in it.
   */
  private Optional<Sourced<List<String>>> bind(String host) {
    String port = value("PORT").orElse("8000");
    if (host.indexOf(':') >= 0 && host.matches("[0-9A-Fa-f:.]+")) {
      return Optional.of(line("--bind=[" + host + "]:" + port, HOST));
    }
    return host.equals("localhost") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}")
        ? Optional.of(line("--bind=" + host + ":" + port, HOST))
        : Optional.empty();
  }

  private Optional<String> value(String name) {
    return Optional.of(environment.getOrDefault(name, "").strip())
        .filter(value -> !value.isEmpty());
  }

  private static Sourced<List<String>> line(String option, String source) {
    return new Sourced<>(List.of(option), source);
  }
}
