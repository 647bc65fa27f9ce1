package dev.junicorn.cli;

import dev.junicorn.plan.Bind;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the part of the plan that says who is told the server's numbers. */
final class InsightPlanner {

  private static final String TOKEN_VARIABLE = "JUNICORN_CONSOLE_TOKEN";

  /** A token is guessed at the speed of the network; this many characters are out of reach. */
  private static final int SHORTEST_TOKEN = 16;

  /** gunicorn's, where an address names none. */
  private static final int STATSD_PORT = 8125;

  private static final int LAST_PORT = 65_535;

  /** Stands for what could not be read; the plan is not used then. */
  private static final Sourced<Bind.Tcp> NOWHERE = Sourced.byDefault(new Bind.Tcp("", 0));

  private final OperatorOptions.Insight options;
  private final OptionReader reader;
  private final Problems problems;

  InsightPlanner(OperatorOptions.Insight options, OptionReader reader, Problems problems) {
    this.options = options;
    this.reader = reader;
    this.problems = problems;
  }

  LaunchPlan.Insight insight(Path directory, List<Sourced<Bind>> binds) {
    // One that cannot be used is a problem of its own, and no lack of a token.
    Optional<String> token = problems.attempt(Optional.of(""), this::token);
    Optional<Sourced<Bind.Tcp>> console =
        reader
            .given("--console", options.console)
            .map(setting ->
                problems.attempt(NOWHERE, () -> console(setting, token.isPresent(), binds)));
    Optional<Sourced<Bind>> statsd =
        reader
            .given("--statsd-host", options.statsdHost)
            .map(setting ->
                problems.attempt(
                    Sourced.byDefault(NOWHERE.value()), () -> statsd(setting, directory)));
    if (options.consoleToken != null && console.isEmpty()) {
      reader.notes().add("--console-token has no use here: there is no --console");
    }
    if (options.consoleAllowControl && console.isEmpty()) {
      reader.notes().add("--console-allow-control has no use here: there is no --console");
    }
    if (!(text(options.statsdPrefix) + text(options.dogstatsdTags)).isEmpty() && statsd.isEmpty()) {
      reader.notes().add("StatsD's options have no use here: there is no --statsd-host");
    }
    boolean control =
        problems.attempt(false, () -> control(console.isEmpty() || token.isPresent()));
    return new LaunchPlan.Insight(
        new LaunchPlan.Console(console, token, control),
        new LaunchPlan.Statsd(statsd, text(options.statsdPrefix), text(options.dogstatsdTags)));
  }

  private static Sourced<Bind.Tcp> console(
      Setting setting, boolean hasToken, List<Sourced<Bind>> binds) {
    Bind.Tcp tcp = tcp(setting);
    for (Sourced<Bind> bind : binds) {
      if (bind.value() instanceof Bind.Tcp app && overlap(app, tcp)) {
        throw setting.error(
            "the app is served there (%s, %s).".formatted(app, bind.source()),
            "The console needs a port of its own: --console 127.0.0.1:%d."
                .formatted(tcp.port() % LAST_PORT + 1));
      }
    }
    if (!hasToken && !isLoopback(tcp.host())) {
      throw setting.error(
          "others could read what this server does.",
          "Set a token in the variable "
              + TOKEN_VARIABLE
              + ", or write --console 127.0.0.1:"
              + tcp.port()
              + ".");
    }
    return new Sourced<>(tcp, setting.source());
  }

  private boolean control(boolean isGuarded) {
    if (options.consoleAllowControl && !isGuarded) {
      throw new ConfigError(
          "--console-allow-control",
          "every user of this machine could change the server.",
          "Set a token in the variable " + TOKEN_VARIABLE + ".");
    }
    return options.consoleAllowControl;
  }

  private Optional<String> token() {
    return reader
        .given("--console-token", options.consoleToken)
        .or(() -> reader.variable(TOKEN_VARIABLE))
        .map(setting -> {
          boolean visible = setting.value().chars().allMatch(c -> c > ' ' && c <= '~');
          if (!visible || setting.value().length() < SHORTEST_TOKEN) {
            throw hidden(setting)
                .error(
                    "a token has at least "
                        + SHORTEST_TOKEN
                        + " characters, without blanks and only of ASCII.",
                    "Make one, for example, with: openssl rand -hex 16");
          }
          return setting.value();
        });
  }

  /** A secret is not repeated in a message. */
  private static Setting hidden(Setting token) {
    return new Setting(token.name(), "...", token.origin());
  }

  private static Bind.Tcp tcp(Setting setting) {
    String remedy = "Write, for example, --console 127.0.0.1:9090.";
    String value = setting.value().strip();
    if (value.matches("[0-9]{1,5}")) {
      // Other addresses than the loopback's want a token.
      throw setting.error("this is a port alone.", "Write --console 127.0.0.1:" + value + ".");
    }
    try {
      if (Bind.parse(setting.value()) instanceof Bind.Tcp tcp && value.endsWith(":" + tcp.port())) {
        return tcp;
      }
    } catch (IllegalArgumentException e) {
      throw setting.error(why(e), remedy);
    }
    throw setting.error("a host and a port are expected.", remedy);
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
  }

  private static boolean overlap(Bind.Tcp one, Bind.Tcp other) {
    boolean isSameHost =
        one.host().equalsIgnoreCase(other.host())
            || isEverywhere(one.host())
            || isEverywhere(other.host());
    return one.port() == other.port() && one.port() != 0 && isSameHost;
  }

  private static boolean isEverywhere(String host) {
    return host.isEmpty() || host.equals("0.0.0.0") || host.equals("::");
  }

  private static Sourced<Bind> statsd(Setting setting, Path directory) {
    return new Sourced<>(statsdAddress(setting, directory), setting.source());
  }

  private static Bind statsdAddress(Setting setting, Path directory) {
    String remedy = "Write --statsd-host HOST:PORT or --statsd-host unix:PATH.";
    String value = setting.value().strip();
    boolean portless = value.matches("[^:]+|\\[[^\\]]*\\]");
    try {
      return switch (Bind.parse(portless ? value + ":" + STATSD_PORT : value)) {
        case Bind.Tcp tcp when !tcp.host().isEmpty() && tcp.port() > 0 -> tcp;
        case Bind.Unix(Path path) -> new Bind.Unix(directory.resolve(path));
        default -> throw setting.error("this is nowhere to send to.", remedy);
      };
    } catch (IllegalArgumentException e) {
      throw setting.error(why(e), remedy);
    }
  }

  /** Its first sentence. The next ones say what to do about a {@code --bind}. */
  private static String why(IllegalArgumentException noAddress) {
    return String.valueOf(noAddress.getMessage()).replaceFirst("\\. .*", ".");
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }
}
