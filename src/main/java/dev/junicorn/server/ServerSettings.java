package dev.junicorn.server;

import dev.junicorn.dispatch.DispatchSettings;
import dev.junicorn.http.HttpSettings;
import dev.junicorn.http.ListenAddress;
import dev.junicorn.http.RequestIdRule;
import dev.junicorn.http.TrustedPeers;
import dev.junicorn.observation.Setup;
import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.MachineReader;
import dev.junicorn.supervisor.FileLimit;
import dev.junicorn.supervisor.SupervisorSettings;
import dev.junicorn.worker.Bridge;
import dev.junicorn.worker.SpawnerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The plan in each part's own terms.
 *
 * @param launch what the server is started with
 */
record ServerSettings(Launch launch) {

  private static final int PREFIX_BYTES = 6;

  DispatchSettings dispatch() {
    LaunchPlan.Queue queue = launch.plan().queue();
    return new DispatchSettings(
        queue.limit(),
        queue.timeout(),
        launch.plan().times().request(),
        launch.plan().faults().replaySafe());
  }

  HttpSettings http() throws IOException {
    LaunchPlan plan = launch.plan();
    LaunchPlan.Limits limits = plan.limits();
    return new HttpSettings(
        limits.requestLine(),
        limits.headerFields(),
        limits.headerFieldSize(),
        limits.requestBody(),
        plan.times().keepAlive(),
        trustedPeers(),
        spoolFolder(),
        true,
        0,
        requestIds(plan.trace().requestId()),
        plan.trace().serverTiming());
  }

  /** The prefix tells this server's ids from those of all others: 48 bits by chance. */
  private static RequestIdRule requestIds(LaunchPlan.RequestId wanted) {
    return switch (wanted) {
      case OFF -> RequestIdRule.OFF;
      case KEEP -> new RequestIdRule(true, "");
      case MAKE -> {
        byte[] prefix = new byte[PREFIX_BYTES];
        new SecureRandom().nextBytes(prefix);
        yield new RequestIdRule(true, HexFormat.of().formatHex(prefix));
      }
    };
  }

  private TrustedPeers trustedPeers() {
    TrustedPeers peers = TrustedPeers.of(launch.plan().listen().trustedPeers());
    return launch.plan().platform().forwardedPorts() ? peers.writingPorts() : peers;
  }

  /** What observers are told of the plan. */
  Setup setup() {
    LaunchPlan plan = launch.plan();
    MachineReader machine = new MachineReader(Path.of("/"));
    return new Setup(
        launch.version(),
        plan.app().spec(),
        plan.listen().binds().stream().map(bind -> bind.value().toString()).toList(),
        plan.size().open().workers(),
        plan.size().open().threads(),
        machine.exactCores(),
        machine.totalMemory(),
        seconds(plan.times().request()),
        seconds(plan.times().graceful()),
        seconds(plan.times().keepAlive()),
        seconds(plan.queue().timeout()),
        plan.queue().limit(),
        plan.limits().requestBody(),
        plan.recycling().maxRequests(),
        plan.recycling().maxMemory(),
        machine.fileLimit(),
        plan.app().preload(),
        plan.reload().watch(),
        plan.platform().warmUpPath().isPresent() ? "Azure App Service" : "",
        folderElsewhere());
  }

  /** The app's folder, where it is not the one that the server was started in. */
  private String folderElsewhere() {
    Path folder = launch.plan().app().directory();
    return folder.equals(Path.of("").toAbsolutePath()) ? "" : folder.toString();
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  StopTimes stopTimes() {
    return StopTimes.of(launch.plan().times(), launch.plan().platform().stopWithin());
  }

  SupervisorSettings supervisor() throws IOException {
    MachineReader machine = new MachineReader(Path.of("/"));
    return new SupervisorSettings(
        new SpawnerSettings(
            launch.plan(),
            Bridge.unpack(launch.folder().resolve("bridge")),
            workersSocket(),
            launch.pid()),
        launch.folder(),
        machine::read,
        new FileLimit(machine::fileLimit));
  }

  /**
   * Where to listen.
   *
   * @param takenOver the socket that the server before this one has handed over, if any
   */
  ListenAddress address(Bind bind, OptionalInt takenOver) {
    int backlog = launch.plan().listen().backlog();
    if (takenOver.isPresent()) {
      Optional<Path> file =
          bind instanceof Bind.Unix(Path path) ? Optional.of(path) : Optional.empty();
      return new ListenAddress.Inherited(takenOver.getAsInt(), file, backlog);
    }
    return switch (bind) {
      case Bind.Tcp(String host, int number) -> new ListenAddress.Tcp(host, number, backlog);
      case Bind.Unix(Path path) -> new ListenAddress.Unix(path, backlog);
      case Bind.Inherited(int descriptor) -> new ListenAddress.Inherited(descriptor, backlog);
    };
  }

  Path workersSocket() {
    return launch.folder().resolve("workers.sock");
  }

  Path spoolFolder() throws IOException {
    return Files.createDirectories(launch.folder().resolve("spool"));
  }
}
