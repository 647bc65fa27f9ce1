package dev.junicorn.cli;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * The options as text; null where the user said nothing. What they mean, their bounds and defaults
 * are the {@link Planner}'s; the help says them in words.
 */
@Command(
    name = "junicorn",
    sortOptions = false,
    usageHelpWidth = 80,
    customSynopsis = "junicorn [OPTIONS] APP",
    header = "Serve a Python web app (WSGI: Flask, Django, ...).%n",
    description = {
      "",
      "Takes gunicorn's options and its variables GUNICORN_CMD_ARGS, WEB_CONCURRENCY and PORT."
          + " The beginning of an option's name is enough where it fits only one.",
      ""
    },
    footer = {
      "",
      "Times are seconds (90) or have units (1m30s). Examples:",
      "  junicorn app:app",
      "  junicorn --bind 0.0.0.0:8000 --workers 3 --threads 6 --timeout 600 app:app",
      "  junicorn --chdir mysite --access-logfile - mysite.wsgi"
    })
final class Options {

  @Parameters(
      arity = "0..*",
      paramLabel = "APP",
      hideParamSyntax = true,
      description = {
        "The app as MODULE:OBJECT, for example app:app for the object \"app\" in app.py;"
            + " MODULE alone means MODULE:application; MODULE:create_app() calls a factory."
      })
  List<String> apps = new ArrayList<>();

  @ArgGroup(validate = false, heading = "%nWhere to listen:%n")
  Listening listening = new Listening();

  @ArgGroup(validate = false, heading = "%nHow many requests at once:%n")
  Sizes sizes = new Sizes();

  @ArgGroup(validate = false, heading = "%nThe app and its Python:%n")
  WorkerOptions.Python python = new WorkerOptions.Python();

  @ArgGroup(validate = false, heading = "%nTimes:%n")
  Clocks clocks = new Clocks();

  @ArgGroup(validate = false, heading = "%nNew workers for old:%n")
  WorkerOptions.Recycling recycling = new WorkerOptions.Recycling();

  @ArgGroup(validate = false, heading = "%nNew code:%n")
  WorkerOptions.Reloading reloading = new WorkerOptions.Reloading();

  @ArgGroup(validate = false, heading = "%nWhen something fails:%n")
  WorkerOptions.Faults faults = new WorkerOptions.Faults();

  @ArgGroup(validate = false, heading = "%nControl (junicorn ctl):%n")
  OperatorOptions.Controlling control = new OperatorOptions.Controlling();

  @ArgGroup(validate = false, heading = "%nNumbers (metrics, health):%n")
  OperatorOptions.Insight insight = new OperatorOptions.Insight();

  @ArgGroup(validate = false, heading = "%nFollowing a request:%n")
  Tracing tracing = new Tracing();

  @ArgGroup(validate = false, heading = "%nLogs:%n")
  OperatorOptions.Output output = new OperatorOptions.Output();

  @ArgGroup(validate = false, heading = "%nWhat a client may send:%n")
  Bounds bounds = new Bounds();

  @ArgGroup(validate = false, heading = "%nOther:%n")
  Other other = new Other();

  static final class Listening {
    @Option(
        names = {"-b", "--bind"},
        paramLabel = "ADDRESS",
        description =
            "HOST:PORT, :PORT, HOST, [::1]:PORT, unix:PATH or fd://N; can be given more than once."
                + " Default: 127.0.0.1:8000, or 0.0.0.0:$$PORT if PORT is set.")
    List<String> bind = new ArrayList<>();

    @Option(
        names = "--backlog",
        paramLabel = "N",
        description = "Connections the system may hold until they are accepted. Default: 2048.")
    @Nullable String backlog;

    @Option(
        names = "--forwarded-allow-ips",
        paramLabel = "IPS",
        description =
            "Proxies whose X-Forwarded-Proto is believed: addresses and networks (10.0.0.0/8)"
                + " separated by commas, or * for all."
                + " Default: $$FORWARDED_ALLOW_IPS, else 127.0.0.1,::1.")
    @Nullable String forwardedAllowIps;
  }

  static final class Sizes {
    @Option(
        names = {"-w", "--workers"},
        paramLabel = "N",
        description =
            "Python processes. Default: $$WEB_CONCURRENCY, else auto = 2 x CPU cores + 1, fewer"
                + " where memory does not carry them.")
    @Nullable String workers;

    @Option(
        names = "--threads",
        paramLabel = "N",
        description = "Threads in each process. Default: auto = 6.")
    @Nullable String threads;

    @Option(
        names = "--no-auto-size",
        description =
            "Keep the size of the start. Without it, where workers and threads are both auto,"
                + " threads, then workers, are added where requests wait for long: up to 32 threads in each.")
    boolean noAutoSize;

    @Option(
        names = {"-k", "--worker-class"},
        paramLabel = "CLASS",
        description =
            "gunicorn's sync (one thread unless --threads says more) and gthread. Not needed.")
    @Nullable String workerClass;

    @Option(
        names = "--queue-limit",
        paramLabel = "N",
        description =
            "Requests that may wait while all threads are busy; more get a 503. Default: 2048.")
    @Nullable String queueLimit;

    @Option(
        names = "--queue-timeout",
        paramLabel = "TIME",
        description = "How long one may wait before it gets a 503; 0 = forever. Default: 60.")
    @Nullable String queueTimeout;
  }

  static final class Clocks {
    @Option(
        names = {"-t", "--timeout"},
        paramLabel = "TIME",
        description = "How long a request may run; 0 = forever. Default: 30.")
    @Nullable String timeout;

    @Option(
        names = "--graceful-timeout",
        paramLabel = "TIME",
        description = "How long running requests may finish when the server stops. Default: 30.")
    @Nullable String gracefulTimeout;

    @Option(
        names = "--keep-alive",
        paramLabel = "TIME",
        description =
            "How long an idle connection is kept; longer than a load balancer keeps it."
                + " Default: 75.")
    @Nullable String keepAlive;

    @Option(
        names = "--boot-timeout",
        paramLabel = "TIME",
        description = "How long a worker may take to import the app; 0 = forever. Default: 120.")
    @Nullable String bootTimeout;

    @Option(
        names = "--drain-delay",
        paramLabel = "TIME",
        description =
            "How long to serve on after TERM, so that a load balancer can turn away. Default: 0.")
    @Nullable String drainDelay;
  }

  static final class Tracing {
    @Option(
        names = "--request-id",
        paramLabel = "WORD",
        description =
            "make: each request has an X-Request-Id, the client's or a new one, which the app, the"
                + " logs and the client see. keep: only if the client gave one. off: none."
                + " Default: make.")
    @Nullable String requestId;

    @Option(
        names = "--server-timing",
        description = "Tell every client in a Server-Timing header where the time went.")
    boolean serverTiming;
  }

  static final class Bounds {
    @Option(
        names = "--limit-request-line",
        paramLabel = "BYTES",
        description = "The request line; 0 = the most possible (65535). Default: 4094.")
    @Nullable String limitRequestLine;

    @Option(
        names = "--limit-request-fields",
        paramLabel = "N",
        description = "The number of headers; 0 = the most possible (32768). Default: 100.")
    @Nullable String limitRequestFields;

    @Option(
        names = "--limit-request-field_size",
        paramLabel = "BYTES",
        description = "One header; 0 = the most possible (65535). Default: 8190.")
    @Nullable String limitRequestFieldSize;

    @Option(
        names = "--max-request-body",
        paramLabel = "SIZE",
        description = "The body of a request: bytes, or 10M, 1G. Default: 1G.")
    @Nullable String maxRequestBody;
  }

  static final class Other {
    @Option(
        names = {"-c", "--config"},
        paramLabel = "FILE",
        description =
            "gunicorn's configuration file: PATH, file:PATH or python:MODULE. Default:"
                + " gunicorn.conf.py in the current folder, if it is there.")
    @Nullable String config;

    @Option(
        names = {"-p", "--pid"},
        paramLabel = "FILE",
        description = "Write the server's process id there.")
    @Nullable String pid;

    @Option(
        names = "--check-config",
        description =
            "Check the settings, load the app once, and end: exit code 0 if a server could start.")
    boolean checkConfig;

    @Option(
        names = {"-v", "--version"},
        versionHelp = true,
        description = "Print the version.")
    boolean version;

    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Print this.")
    boolean help;
  }
}
