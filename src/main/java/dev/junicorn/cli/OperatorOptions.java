package dev.junicorn.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The groups of {@link Options} for whoever runs the server: control, numbers and logs. */
final class OperatorOptions {

  private OperatorOptions() {}

  static final class Controlling {
    @Option(
        names = "--control-socket",
        paramLabel = "PATH",
        description =
            "Where junicorn ctl finds this server. Default: in $$XDG_RUNTIME_DIR or a"
                + " private folder.")
    @Nullable String socket;

    @Option(names = "--no-control-socket", description = "Have none.")
    boolean none;
  }

  static final class Insight {
    @Option(
        names = "--console",
        paramLabel = "HOST:PORT",
        description =
            "Show a live page there, and answer /livez, /readyz and /metrics (Prometheus)."
                + " Default: nowhere. Beyond loopback a token is needed.")
    @Nullable String console;

    @Option(
        names = "--console-token",
        paramLabel = "TOKEN",
        description =
            "What readers of the console must send as a Bearer token; health needs none."
                + " Default: $$JUNICORN_CONSOLE_TOKEN, which other users cannot see with ps.")
    @Nullable String consoleToken;

    @Option(
        names = "--console-allow-control",
        description =
            "Let who has the token change the number of workers and threads, and reload, in the"
                + " console. Default: the console only shows.")
    boolean consoleAllowControl;

    @Option(
        names = "--statsd-host",
        paramLabel = "ADDRESS",
        description = "Send gunicorn's metrics to a StatsD there: HOST, HOST:PORT or unix:PATH.")
    @Nullable String statsdHost;

    @Option(
        names = "--statsd-prefix",
        paramLabel = "PREFIX",
        description = "Put this and a dot before their names.")
    @Nullable String statsdPrefix;

    @Option(
        names = "--dogstatsd-tags",
        paramLabel = "TAGS",
        description = "DogStatsD's tags for all of them: key:value,key2:value2.")
    @Nullable String dogstatsdTags;
  }

  static final class Output {
    @Option(
        names = "--access-logfile",
        paramLabel = "FILE",
        description = "Write a line for each request; - is standard output. Default: none.")
    @Nullable String accessLogfile;

    @Option(
        names = "--access-logformat",
        paramLabel = "FORMAT",
        description =
            "gunicorn's atoms, or json. Default:%n"
                + "%%(h)s %%(l)s %%(u)s %%(t)s \"%%(r)s\" %%(s)s %%(b)s \"%%(f)s\" \"%%(a)s\"")
    @Nullable String accessLogformat;

    @Option(
        names = {"--error-logfile", "--log-file"},
        paramLabel = "FILE",
        description = "Messages and what the app prints; - is standard error. Default: -.")
    @Nullable String errorLogfile;

    @Option(
        names = "--log-level",
        paramLabel = "LEVEL",
        description = "debug, info, warning, error or critical. Default: info.")
    @Nullable String logLevel;
  }
}
