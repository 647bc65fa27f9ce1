package dev.junicorn.server;

import dev.junicorn.dispatch.DispatchSnapshot;
import dev.junicorn.dispatch.SlotSnapshot;
import dev.junicorn.doctor.Finding;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.http.FrontLoad;
import dev.junicorn.log.Logs;
import dev.junicorn.metrics.Load;
import dev.junicorn.metrics.Metrics;
import dev.junicorn.metrics.StatsdAddress;
import dev.junicorn.observation.Observation;
import dev.junicorn.observation.Observatory;
import dev.junicorn.observation.Recorder;
import dev.junicorn.observation.Setup;
import dev.junicorn.observation.Sight;
import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who watches the server: hears of every event, passes it on to the logs, and has it told to the
 * observers on their own thread. Metrics are kept only where somebody reads them.
 */
final class Insight implements EventSink, AutoCloseable {

  private static final Path PROC = Path.of("/proc");

  private final LaunchPlan.Insight plan;
  private final Logs logs;
  private final Observatory observatory;
  private final @Nullable Metrics metrics;
  private volatile @Nullable Recorder recorder;
  private volatile @Nullable Rounds rounds;

  private Insight(LaunchPlan.Insight plan, Logs logs, @Nullable Metrics metrics) {
    this.plan = plan;
    this.logs = logs;
    this.metrics = metrics;
    observatory = new Observatory(this::stumbled);
  }

  static Insight of(LaunchPlan.Insight plan, Logs logs) {
    if (plan.console().address().isEmpty() && plan.statsd().address().isEmpty()) {
      return new Insight(plan, logs, null);
    }
    Metrics metrics = new Metrics(PROC, System::nanoTime);
    metrics.watchLog(logs::dropped);
    return new Insight(plan, logs, metrics);
  }

  @Override
  public void publish(ServerEvent event) {
    logs.publish(event);
    if (!(event instanceof ServerEvent.UploadRefused)) {
      observatory.publish(event); // which hears of a refusal once, as others do
    }
  }

  /**
   * Begins to observe.
   *
   * @param sight on the server's parts
   * @param listener hears every second what the doctor finds
   */
  void start(Setup setup, Sight sight, ServingParts parts, Rounds.FindingsListener listener)
      throws IOException {
    if (metrics != null) {
      if (plan.statsd().address().isPresent()) {
        sendTo(plan.statsd().address().get(), metrics);
      }
      metrics.watchEvents(observatory::dropped);
      metrics.watchLoad(known -> parts.loop().execute(() -> known.accept(load(parts))));
      observatory.add(metrics);
    }
    Recorder made = new Recorder(setup, sight, PROC, System::currentTimeMillis, System::nanoTime);
    recorder = made;
    observatory.add(made);
    Rounds begun = new Rounds(made::latest, this, System::nanoTime, listener);
    rounds = begun;
    observatory.add(begun);
    observatory.start();
  }

  /** What was seen lately; empty in the first second. */
  Optional<Observation> observation() {
    Recorder made = recorder;
    return made == null ? Optional.empty() : Optional.ofNullable(made.latest());
  }

  /** What the doctor makes of it, the most important first. */
  List<Finding> findings() {
    Rounds begun = rounds;
    return begun == null ? List.of() : begun.findings();
  }

  /** The numbers in Prometheus' text format; empty where nobody was to read them. */
  String scrape() {
    return metrics == null ? "" : metrics.scrape();
  }

  /** Tells of the last events, for at most a second. */
  @Override
  public void close() {
    observatory.close();
  }

  private void sendTo(Sourced<Bind> wanted, Metrics metrics) throws IOException {
    StatsdAddress address =
        switch (wanted.value()) {
          case Bind.Tcp(String host, int port) -> new StatsdAddress.Udp(host, port);
          case Bind.Unix(Path path) -> new StatsdAddress.Unix(path);
          case Bind.Inherited inherited ->
              throw new IllegalArgumentException(inherited + " cannot be sent to");
        };
    try {
      if (!metrics.sendTo(address, plan.statsd().prefix(), plan.statsd().tags())) {
        publish(
            new ServerEvent.Warned(
                "The host of --statsd-host %s (%s) is not known: no metrics are sent there for now, it is looked up again every minute"
                    .formatted(wanted.value(), wanted.source())));
      }
    } catch (IOException e) {
      throw new IOException(
          "Cannot send to StatsD at %s (%s): %s"
              .formatted(wanted.value(), wanted.source(), Reason.of(e)),
          e);
    }
  }

  private void stumbled(RuntimeException fault) {
    logs.publish(
        new ServerEvent.Warned(
            "Junicorn has a fault: %s, at %s. Requests are served; metrics, console and doctor may be wrong from now on. Please report it."
                .formatted(fault, Stream.of(fault.getStackTrace()).findFirst().orElse(null))));
  }

  /** On the loop. */
  private static Load load(ServingParts parts) {
    DispatchSnapshot dispatch = parts.dispatcher().snapshot();
    FrontLoad front = parts.front().load();
    int busy = (int) dispatch.slots().stream().filter(SlotSnapshot::busy).count();
    return new Load(
        busy,
        dispatch.slots().size() - busy,
        dispatch.running(),
        dispatch.waiting(),
        dispatch.queueLimit(),
        dispatch.oldestWaitNanos(),
        front.connections(),
        front.accepted(),
        parts.readiness().isReady());
  }
}
