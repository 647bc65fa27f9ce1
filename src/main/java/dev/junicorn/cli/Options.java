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
    usageHelpWidth = 92,
    customSynopsis = "junicorn [OPTIONS] APP",
    header = "Serve a Python web app (WSGI: Flask, Django, ...).%n",
    description = {
      "",
      "Takes gunicorn's options and its variables GUNICORN_CMD_ARGS, WEB_CONCURRENCY and PORT.",
      "The beginning of an option's name is enough where it fits only one.",
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
  Python python = new Python();

  @ArgGroup(validate = false, heading = "%nTimes:%n")
  Clocks clocks = new Clocks();

  @ArgGroup(validate = false, heading = "%nNew workers for old:%n")
  Recycling recycling = new Recycling();

  @ArgGroup(validate = false, heading = "%nNew code:%n")
  Reloading reloading = new Reloading();

  @ArgGroup(validate = false, heading = "%nWhen something fails:%n")
  Faults faults = new Faults();

  @ArgGroup(validate = false, heading = "%nControl (junicorn ctl):%n")
  Controlling control = new Controlling();

  @ArgGroup(validate = false, heading = "%nNumbers (metrics, health):%n")
  Insight insight = new Insight();

  @ArgGroup(validate = false, heading = "%nFollowing a request:%n")
  Tracing tracing = new Tracing();

  @ArgGroup(validate = false, heading = "%nLogs:%n")
  Output output = new Output();

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
                + " Default: 0.0.0.0:$$PORT if PORT is set, else 127.0.0.1:8000.")
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
                + " threads are added while requests wait, up to 32 in each process.")
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

  static final class Python {
    @Option(
        names = "--python",
        paramLabel = "PATH",
        description =
            "The interpreter. Default: the active virtual environment, else .venv, antenv or venv"
                + " beside the app, else python3.")
    @Nullable String python;

    @Option(
        names = "--chdir",
        paramLabel = "DIR",
        description = "The app's folder. Default: the current one.")
    @Nullable String chdir;

    @Option(
        names = "--pythonpath",
        paramLabel = "DIRS",
        description = "More folders to import from, separated by commas.")
    @Nullable String pythonPath;

    @Option(
        names = {"-e", "--env"},
        paramLabel = "NAME=VALUE",
        description = "A variable for the app's environment; can be given more than once.")
    List<String> env = new ArrayList<>();

    @Option(
        names = "--preload",
        description = "Import the app once and fork the workers from it: shares memory.")
    boolean preload;
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

  static final class Recycling {
    @Option(
        names = "--max-requests",
        paramLabel = "N",
        description = "Replace a worker after so many requests; 0 = never, the default.")
    @Nullable String maxRequests;

    @Option(
        names = "--max-requests-jitter",
        paramLabel = "N",
        description = "Up to so many more, at random, so that workers do not leave together.")
    @Nullable String maxRequestsJitter;

    @Option(
        names = "--max-worker-age",
        paramLabel = "TIME",
        description = "Replace a worker of this age; 0 = never, the default.")
    @Nullable String maxAge;

    @Option(
        names = "--max-worker-memory",
        paramLabel = "SIZE",
        description = "Replace a worker that stays above it, once it is idle; 0 = never.")
    @Nullable String maxMemory;

    @Option(
        names = "--max-worker-memory-hard",
        paramLabel = "SIZE",
        description = "Replace a worker above it without waiting for it to be idle; 0 = never.")
    @Nullable String maxMemoryHard;
  }

  static final class Reloading {
    @Option(
        names = "--reload",
        description = "For development: load the app anew when one of its files changes.")
    boolean watch;

    @Option(
        names = "--reload-extra-file",
        paramLabel = "FILE",
        description = "One more file to watch, for example a template; repeatable.")
    List<String> extraFiles = new ArrayList<>();

    @Option(
        names = "--reload-probe",
        paramLabel = "PATH",
        description = "New code takes over only if it answers this path with a status under 500.")
    @Nullable String probe;
  }

  static final class Faults {
    @Option(
        names = "--replay-safe",
        description =
            "Give a GET, HEAD, OPTIONS or TRACE to another worker where its own died before it"
                + " sent a byte of the answer.")
    boolean replaySafe;

    @Option(
        names = "--debug-errors",
        description = "Tell clients why no worker can boot. For development.")
    boolean debugErrors;

    @Option(
        names = "--crash-dir",
        paramLabel = "DIR",
        description = "Write a report about each worker that died there, as JSON.")
    @Nullable String crashFolder;
  }

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
        names = {"-p", "--pid"},
        paramLabel = "FILE",
        description = "Write the server's process id there.")
    @Nullable String pid;

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
