package dev.junicorn.plan;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the server needs to know to run an app.
 *
 * @param checkOnly whether the app is only loaded, to see that it can be; gunicorn's {@code
 *     check_config}
 */
public record LaunchPlan(
    App app,
    Listen listen,
    Size size,
    Times times,
    Limits limits,
    Queue queue,
    Log log,
    Optional<Path> pidFile,
    Recycling recycling,
    Reload reload,
    Faults faults,
    Control control,
    Insight insight,
    Platform platform,
    Trace trace,
    boolean checkOnly) {

  /** The same with these variables for the app, below its own. */
  public LaunchPlan withVariables(Map<String, String> variables) {
    Map<String, String> all = new LinkedHashMap<>(variables);
    all.putAll(app.environment());
    App same =
        new App(
            app.spec(),
            app.python(),
            app.directory(),
            app.pythonPath(),
            Collections.unmodifiableMap(all),
            app.preload());
    return new LaunchPlan(
        same, listen, size, times, limits, queue, log, pidFile, recycling, reload, faults, control,
        insight, platform, trace, checkOnly);
  }

  /**
   * The same for a check: one worker starts, which is told what each would be told, what is said
   * goes to standard error, and no file is written of those who die.
   */
  public LaunchPlan forCheck() {
    Size oneOfThem = new Size(size.workers(), size.threads(), new Open(false, false, true), false);
    return new LaunchPlan(
        app,
        listen,
        oneOfThem,
        times,
        limits,
        queue,
        new Log(Optional.empty(), log.accessFormat(), "-", log.level()),
        pidFile,
        recycling,
        new Reload(reload.probe(), false, reload.extraFiles()),
        new Faults(faults.replaySafe(), faults.debugErrors(), Optional.empty()),
        control,
        insight,
        platform,
        trace,
        true);
  }

  /**
   * The app and the interpreter that runs it.
   *
   * @param spec {@code module:object}, {@code module}, or {@code module:factory('literal', n=1)}
   * @param python the interpreter
   * @param directory the working directory, first on {@code sys.path}; absolute
   * @param pythonPath more folders for {@code sys.path}; gunicorn's {@code pythonpath}
   * @param environment variables added for the app; gunicorn's {@code raw_env}
   * @param preload whether the spawner imports the app, and workers are forked from it; gunicorn's
   *     {@code preload_app}
   */
  public record App(
      String spec,
      Sourced<Path> python,
      Path directory,
      List<String> pythonPath,
      Map<String, String> environment,
      boolean preload) {}

  /**
   * Sockets and whom to believe.
   *
   * @param binds at least one
   * @param backlog the kernel's accept queue; gunicorn's {@code backlog}, default 2048
   * @param trustedPeers whose forwarded scheme is believed: addresses, networks in CIDR form, or
   *     {@code *}; gunicorn's {@code forwarded_allow_ips}
   */
  public record Listen(List<Sourced<Bind>> binds, int backlog, List<String> trustedPeers) {}

  /**
   * How many requests run at once: workers x threads.
   *
   * @param workers at least 1; where left open, an estimate until one was measured
   * @param threads in each worker, at least 1
   * @param grows whether the server may add to both while it runs; only where both were left open
   */
  public record Size(Sourced<Integer> workers, Sourced<Integer> threads, Open open, boolean grows) {
    public int slots() {
      return workers.value() * threads.value();
    }

    /** The same, growing where nobody has given a number. */
    public Size growing() {
      return new Size(workers, threads, open, open.workers() && open.threads());
    }
  }

  /**
   * What of the size the user has left to the server ({@code auto}).
   *
   * @param oneFirst whether memory is so scarce that one worker starts, and further ones as it
   *     carries them
   */
  public record Open(boolean workers, boolean threads, boolean oneFirst) {

    /** Everything is as the user said. */
    public static final Open NOTHING = new Open(false, false, false);
  }

  /**
   * Clocks.
   *
   * @param request how long a request may run; zero is forever; gunicorn's {@code timeout}
   * @param graceful how long requests may finish when the server stops; gunicorn's {@code
   *     graceful_timeout}
   * @param makingRoom how long requests may finish in a worker that makes room for another; the
   *     same, but where it is the platform that bounds a stop
   * @param keepAlive how long an idle connection is kept; zero closes after each answer; gunicorn's
   *     {@code keepalive}
   * @param boot how long a worker may take until it is ready; zero is forever ({@code
   *     --boot-timeout})
   * @param drainDelay how long the server still serves after it was told to stop, with its
   *     readiness off ({@code --drain-delay})
   */
  public record Times(
      Duration request,
      Duration graceful,
      Duration makingRoom,
      Duration keepAlive,
      Duration boot,
      Duration drainDelay) {}

  /**
   * Bounds of what a client may send.
   *
   * @param requestLine bytes, 1 to 65535 ({@code --limit-request-line}); gunicorn's 0 (no limit)
   *     becomes the largest
   * @param headerFields count ({@code --limit-request-fields})
   * @param headerFieldSize bytes of one field, name, colon and value ({@code
   *     --limit-request-field_size})
   * @param requestBody bytes ({@code --max-request-body})
   */
  public record Limits(int requestLine, int headerFields, int headerFieldSize, long requestBody) {}

  /**
   * The wait queue.
   *
   * @param limit how many requests may wait for a slot ({@code --queue-limit})
   * @param timeout how long one may wait; zero is forever ({@code --queue-timeout})
   */
  public record Queue(int limit, Duration timeout) {}

  /**
   * Logs. A target is {@code -} (the access log's is standard output, the error log's standard
   * error) or a file.
   *
   * @param access empty: no access log
   * @param accessFormat gunicorn's atoms, or the word {@code json}
   * @param level the quietest severity that is written: debug, info, warning, error, critical
   */
  public record Log(Optional<String> access, String accessFormat, String error, String level) {}

  /**
   * When a worker is replaced though nothing is wrong with it. Zero is never, everywhere.
   *
   * @param maxRequests requests a worker runs; gunicorn's {@code max_requests}
   * @param jitter up to so many more, at random; gunicorn's {@code max_requests_jitter}
   * @param maxMemory bytes above which it is replaced when it is idle ({@code --max-worker-memory})
   * @param hardMemory bytes above which it is replaced at once ({@code --max-worker-memory-hard})
   */
  public record Recycling(
      int maxRequests, int jitter, Duration maxAge, long maxMemory, long hardMemory) {}

  /**
   * How new code takes over.
   *
   * @param probe path that a new generation must answer with a status under 500 before it takes the
   *     traffic ({@code --reload-probe})
   * @param watch whether a change of the app's files is a reload; gunicorn's {@code reload}
   * @param extraFiles files to watch beside the app's modules, absolute; gunicorn's {@code
   *     reload_extra_files}
   */
  public record Reload(Optional<String> probe, boolean watch, List<Path> extraFiles) {}

  /**
   * What happens when a worker fails.
   *
   * @param replaySafe whether a request with a safe method (RFC 9110 section 9.2.1) is run again
   *     where its worker died before it had sent a byte
   * @param debugErrors whether clients are told why no worker can boot
   * @param crashFolder where a report about each dead worker is written, absolute
   */
  public record Faults(boolean replaySafe, boolean debugErrors, Optional<Path> crashFolder) {}

  /**
   * The socket that {@code junicorn ctl} talks to.
   *
   * @param wanted false for none
   * @param socket where; empty for the default place
   */
  public record Control(boolean wanted, Optional<Path> socket) {}

  /** Who is told the server's numbers. */
  public record Insight(Console console, Statsd statsd) {}

  /**
   * The port for health and metrics.
   *
   * @param address loopback where there is no token; empty for no console ({@code --console})
   * @param token what readers must present ({@code --console-token})
   * @param control whether they may change the server, too ({@code --console-allow-control})
   */
  public record Console(
      Optional<Sourced<Bind.Tcp>> address, Optional<String> token, boolean control) {}

  /**
   * A StatsD server; gunicorn's {@code statsd_host}, {@code statsd_prefix}, {@code dogstatsd_tags}.
   *
   * @param address UDP, or the path of a Unix datagram socket; empty for none
   * @param prefix before each name; may be empty
   * @param tags as written; may be empty
   */
  public record Statsd(Optional<Sourced<Bind>> address, String prefix, String tags) {}

  /**
   * What the platform around the server does and wants.
   *
   * @param warmUpPath what it asks for until it gets an answer; answered by the server as soon as a
   *     worker is ready, and never given to the app; empty for no such path
   * @param forwardedPorts whether trusted peers write a port behind the client's address in {@code
   *     X-Forwarded-For}
   * @param stopWithin how long after TERM the process is killed; empty where nobody does
   * @param warnings sentences: what of the plan will not work there
   */
  public record Platform(
      Optional<String> warmUpPath,
      boolean forwardedPorts,
      Optional<Duration> stopWithin,
      List<String> warnings) {

    /** None that is known. */
    public static final Platform NONE =
        new Platform(Optional.empty(), false, Optional.empty(), List.of());
  }

  /**
   * How a single request can be followed.
   *
   * @param serverTiming whether answers tell where their time went ({@code --server-timing})
   */
  public record Trace(RequestId requestId, boolean serverTiming) {}

  /** Where the id of a request comes from ({@code --request-id}). */
  public enum RequestId {
    /** The client's, or a new one. */
    MAKE,
    /** The client's, if it gave one. */
    KEEP,
    /** There is none. */
    OFF
  }
}
