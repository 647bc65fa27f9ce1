package dev.junicorn.cli;

import dev.junicorn.plan.Bind;
import dev.junicorn.plan.ConfigError;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Machine;
import dev.junicorn.plan.PythonSearch;
import dev.junicorn.plan.Sizing;
import dev.junicorn.plan.Sourced;
import dev.junicorn.plan.startup.AppService;
import dev.junicorn.server.JunicornServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the {@link LaunchPlan} from the options as text: meanings, bounds and defaults. */
final class Planner {

  /**
   * The plan and what the log shall say about it.
   *
   * @param notes sentences: what was decided, why, and what was passed over
   * @param warnings sentences: what the server may not do as its user believes
   * @param workers what somebody asked for; empty for automatic
   * @param threads what somebody asked for; empty for automatic
   */
  record Planned(
      LaunchPlan plan,
      List<String> notes,
      List<String> warnings,
      Optional<Sourced<Integer>> workers,
      Optional<Sourced<Integer>> threads) {}

  static final String ACCESS_FORMAT =
      "%(h)s %(l)s %(u)s %(t)s \"%(r)s\" %(s)s %(b)s \"%(f)s\" \"%(a)s\"";

  private static final String AUTO = "auto";
  private static final List<String> LEVELS =
      List.of("debug", "info", "warning", "error", "critical");

  /** gunicorn's bound for the number of headers. */
  private static final int MOST_FIELDS = 32768;

  private static final int MOST_BYTES = 65535;

  /** gunicorn's, seconds. */
  private static final int USUAL_GRACE = 30;

  private static final long GIBI = 1L << 30;

  private final Options options;
  private final Arguments arguments;
  private final Map<String, String> environment;
  private final Path workingDirectory;
  private final Machine machine;
  private final Problems problems;
  private final OptionReader reader;
  private final List<String> notes = new ArrayList<>();

  /**
   * @param workingDirectory where the command was started, absolute
   */
  Planner(
      Options options,
      Arguments arguments,
      Map<String, String> environment,
      Path workingDirectory,
      Machine machine,
      Problems problems) {
    this.options = options;
    this.arguments = arguments;
    this.environment = environment;
    this.workingDirectory = workingDirectory;
    this.machine = machine;
    this.problems = problems;
    this.reader = new OptionReader(arguments, environment, problems);
  }

  /** The plan; only good where no problem was found. */
  Planned plan() {
    Path directory = problems.attempt(workingDirectory, this::directory);
    LifecyclePlanner lifecycle = new LifecyclePlanner(options, reader, problems);
    LaunchPlan.App app = app(directory);
    LaunchPlan.Listen listen = listen(directory);
    Optional<Sourced<Integer>> workers = workers();
    Optional<Sourced<Integer>> threads = threads();
    Sizing sizing = Sizing.decide(machine, workers, threads);
    LaunchPlan.Size size = options.sizes.noAutoSize ? sizing.size() : sizing.size().growing();
    note(sizing, size);
    LaunchPlan.Times times = times();
    LaunchPlan plan =
        new LaunchPlan(
            app,
            listen,
            size,
            times,
            limits(),
            queue(),
            log(directory),
            reader.file("--pid", options.other.pid, directory),
            lifecycle.recycling(),
            lifecycle.reload(directory),
            lifecycle.faults(directory),
            lifecycle.control(directory),
            new InsightPlanner(options.insight, reader, problems)
                .insight(directory, listen.binds()),
            AppService.in(environment)
                .map(appService -> appService.platform(listen, times))
                .orElse(LaunchPlan.Platform.NONE),
            trace(),
            options.other.checkConfig);
    notes.addAll(reader.notes());
    notes.addAll(arguments.notes());
    return new Planned(
        plan, List.copyOf(notes), sizing.shortage().stream().toList(), workers, threads);
  }

  private void note(Sizing sizing, LaunchPlan.Size size) {
    notes.addAll(sizing.sentences());
    if (sizing.size().open().oneFirst()) {
      notes.add(
          "One worker starts first. How many follow is decided when it is ready, by the memory"
              + " that it holds");
    }
    if (size.grows()) {
      notes.add(
          "Threads, then workers, are added where requests wait for long and the machine has room"
              + " (--no-auto-size: never)");
    }
  }

  private LaunchPlan.App app(Path directory) {
    String spec = problems.attempt("", () -> AppSpec.check(options.apps, directory));
    Sourced<Path> python =
        problems.attempt(
            Sourced.byDefault(directory),
            () ->
                new PythonSearch(directory, workingDirectory, environment)
                    .find(Optional.ofNullable(options.python.python)));
    if (options.python.python != null && !arguments.origin("--python").isEmpty()) {
      // Somebody else than the user chose it, and said why.
      python = new Sourced<>(python.value(), arguments.origin("--python"));
    }
    notes.add("Python is " + python.value() + " (" + python.source() + ")");
    return new LaunchPlan.App(
        spec,
        python,
        directory,
        pythonPath(directory),
        problems.attempt(Map.of(), this::variables),
        options.python.preload);
  }

  private Path directory() {
    Optional<Setting> chdir = reader.given("--chdir", options.python.chdir);
    if (chdir.isEmpty()) {
      return workingDirectory;
    }
    Path directory = workingDirectory.resolve(chdir.get().value()).normalize();
    NamedFolder.check(directory, chdir.get()::error);
    if (!Files.isDirectory(directory)) {
      throw chdir
          .get()
          .error(
              Files.exists(directory)
                  ? "this is not a folder."
                  : "there is no folder " + directory + ".",
              "Name the folder that the app is in.");
    }
    return directory;
  }

  private List<String> pythonPath(Path directory) {
    List<String> folders = new ArrayList<>();
    for (String folder : text(options.python.pythonPath, "").split(",", -1)) {
      if (!folder.isBlank()) {
        folders.add(directory.resolve(folder.strip()).normalize().toString());
      }
    }
    return List.copyOf(folders);
  }

  private Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String variable : options.python.env) {
      int equals = variable.indexOf('=');
      if (equals <= 0) {
        Setting setting = reader.setting("--env", variable);
        throw setting.error(
            "this is not NAME=VALUE.", "Write, for example, " + setting.example("DEBUG=1") + ".");
      }
      variables.put(variable.substring(0, equals), variable.substring(equals + 1));
    }
    return Collections.unmodifiableMap(variables);
  }

  private LaunchPlan.Listen listen(Path directory) {
    Setting trusted =
        reader
            .given("--forwarded-allow-ips", options.listening.forwardedAllowIps)
            .or(() -> reader.variableOrEmpty("FORWARDED_ALLOW_IPS"))
            .orElse(reader.setting("--forwarded-allow-ips", "127.0.0.1,::1"));
    return new LaunchPlan.Listen(
        binds(directory),
        reader.count("--backlog", options.listening.backlog, 2048, Integer.MAX_VALUE),
        problems.attempt(List.of(), () -> TrustedPeers.parse(trusted)));
  }

  private List<Sourced<Bind>> binds(Path directory) {
    Optional<Setting> port = reader.variable("PORT");
    GivenSockets given =
        problems.attempt(
            new GivenSockets(List.of(), ""),
            () -> GivenSockets.of(environment, ProcessHandle.current().pid()));
    given.notes().forEach(notes::add);
    if (!given.binds().isEmpty()) {
      return given.binds();
    }
    if (!options.listening.bind.isEmpty()) {
      return options.listening.bind.stream()
          .distinct()
          .map(address -> reader.setting("--bind", address))
          .map(setting -> bind(setting, directory))
          .toList();
    }
    if (port.isPresent()) {
      return List.of(everyAddress(port.get()));
    }
    return List.of(Sourced.byDefault(new Bind.Tcp("127.0.0.1", Bind.DEFAULT_PORT)));
  }

  private Sourced<Bind> everyAddress(Setting port) {
    int number = problems.attempt(0, () -> port.count(0, Bind.LARGEST_PORT, Bind.DEFAULT_PORT));
    notes.add("Listening on port " + number + " of every address (PORT)");
    return new Sourced<>(new Bind.Tcp("0.0.0.0", number), port.source());
  }

  private Sourced<Bind> bind(Setting setting, Path directory) {
    return problems.attempt(
        Sourced.byDefault(new Bind.Tcp("", 0)),
        () -> new Sourced<>(absolute(parsed(setting), directory), setting.source()));
  }

  private static Bind parsed(Setting setting) {
    try {
      return Bind.parse(setting.value());
    } catch (IllegalArgumentException e) {
      throw new ConfigError(setting.subject(), String.valueOf(e.getMessage()));
    }
  }

  private static Bind absolute(Bind bind, Path directory) {
    return bind instanceof Bind.Unix(Path path) ? new Bind.Unix(directory.resolve(path)) : bind;
  }

  private Optional<Sourced<Integer>> workers() {
    return reader
        .given("--workers", options.sizes.workers)
        .or(() -> reader.variable("WEB_CONCURRENCY"))
        .flatMap(this::size);
  }

  private Optional<Sourced<Integer>> threads() {
    Optional<Setting> threads = reader.given("--threads", options.sizes.threads);
    Optional<Sourced<Integer>> meantByClass = workerClass();
    return threads.isPresent() ? size(threads.get()) : meantByClass;
  }

  private Optional<Sourced<Integer>> size(Setting setting) {
    if (setting.value().strip().equalsIgnoreCase(AUTO)) {
      return Optional.empty();
    }
    int count = problems.attempt(1, () -> setting.count(1, Sizing.MOST_ASKED, 3));
    return Optional.of(new Sourced<>(count, setting.source()));
  }

  private Optional<Sourced<Integer>> workerClass() {
    Optional<Setting> given = reader.given("--worker-class", options.sizes.workerClass);
    return problems.attempt(Optional.empty(), () -> given.flatMap(WorkerClass::threads));
  }

  private LaunchPlan.Times times() {
    Options.Clocks clocks = options.clocks;
    Duration graceful = reader.duration("--graceful-timeout", clocks.gracefulTimeout, USUAL_GRACE);
    return new LaunchPlan.Times(
        reader.duration("--timeout", clocks.timeout, 30),
        graceful,
        makingRoom(graceful),
        reader.duration("--keep-alive", clocks.keepAlive, 75),
        reader.duration("--boot-timeout", clocks.bootTimeout, 120),
        reader.duration("--drain-delay", clocks.drainDelay, 0));
  }

  /** A platform that kills soon after TERM says nothing of a server that goes on. */
  private Duration makingRoom(Duration graceful) {
    Duration usual = Duration.ofSeconds(USUAL_GRACE);
    boolean isPlatforms = arguments.origin("--graceful-timeout").equals(AppService.NAME);
    return isPlatforms && graceful.compareTo(usual) < 0 ? usual : graceful;
  }

  private LaunchPlan.Limits limits() {
    Options.Bounds bounds = options.bounds;
    return new LaunchPlan.Limits(
        reader.limit("--limit-request-line", bounds.limitRequestLine, 4094, MOST_BYTES),
        reader.limit("--limit-request-fields", bounds.limitRequestFields, 100, MOST_FIELDS),
        reader.limit("--limit-request-field_size", bounds.limitRequestFieldSize, 8190, MOST_BYTES),
        reader
            .given("--max-request-body", bounds.maxRequestBody)
            .map(size -> problems.attempt(GIBI, size::bytes))
            .orElse(GIBI));
  }

  private LaunchPlan.Queue queue() {
    return new LaunchPlan.Queue(
        reader.count("--queue-limit", options.sizes.queueLimit, 2048, Integer.MAX_VALUE),
        reader.duration("--queue-timeout", options.sizes.queueTimeout, 60));
  }

  private LaunchPlan.Log log(Path directory) {
    OperatorOptions.Output output = options.output;
    return new LaunchPlan.Log(
        reader
            .given("--access-logfile", output.accessLogfile)
            .map(setting -> problems.attempt("-", () -> target(setting, directory))),
        reader
            .given("--access-logformat", output.accessLogformat)
            .map(setting -> problems.attempt(ACCESS_FORMAT, () -> accessFormat(setting)))
            .orElse(ACCESS_FORMAT),
        reader
            .given("--error-logfile", output.errorLogfile)
            .map(setting -> problems.attempt("-", () -> target(setting, directory)))
            .orElse("-"),
        problems.attempt("info", this::level));
  }

  private static String accessFormat(Setting setting) {
    Optional<String> defect = JunicornServer.accessFormatDefect(setting.value());
    if (defect.isPresent()) {
      throw new ConfigError(setting.subject(), defect.get());
    }
    return setting.value();
  }

  private String level() {
    Setting level = reader.setting("--log-level", text(options.output.logLevel, "info"));
    return level.word(LEVELS, "there is no such level.");
  }

  private LaunchPlan.Trace trace() {
    Options.Tracing tracing = options.tracing;
    LaunchPlan.RequestId requestId =
        reader
            .given("--request-id", tracing.requestId)
            .map(setting -> problems.attempt(LaunchPlan.RequestId.MAKE, () -> requestId(setting)))
            .orElse(LaunchPlan.RequestId.MAKE);
    return new LaunchPlan.Trace(requestId, tracing.serverTiming);
  }

  private static LaunchPlan.RequestId requestId(Setting setting) {
    String word = setting.word(List.of("make", "keep", "off"), "this is none of its words.");
    return LaunchPlan.RequestId.valueOf(word.toUpperCase(Locale.ROOT));
  }

  private static String target(Setting setting, Path directory) {
    return setting.value().equals("-") ? "-" : OptionReader.file(setting, directory).toString();
  }

  private static String text(@Nullable String value, String otherwise) {
    return value == null ? otherwise : value;
  }
}
