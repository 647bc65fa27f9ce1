package dev.junicorn.server;

import dev.junicorn.console.Console;
import dev.junicorn.console.ConsoleFeed;
import dev.junicorn.console.Health;
import dev.junicorn.dispatch.DispatchSnapshot;
import dev.junicorn.dispatch.Dispatcher;
import dev.junicorn.dispatch.SlotSnapshot;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.http.FrontLoad;
import dev.junicorn.http.HttpFrontEnd;
import dev.junicorn.http.HttpSettings;
import dev.junicorn.http.ListenAddress;
import dev.junicorn.http.TrustedPeers;
import dev.junicorn.log.Logs;
import dev.junicorn.metrics.Load;
import dev.junicorn.metrics.Metrics;
import dev.junicorn.metrics.StatsdAddress;
import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The server's numbers and the port that shows them, where either is wanted: hears of every event
 * and passes it on to the logs. Without {@code --console} and {@code --statsd-host} it does nothing
 * else and has no thread.
 */
final class Insight implements EventSink, AutoCloseable {

  /** For some scrapers and people; more is a mistake or an attack. */
  private static final int MOST_CONNECTIONS = 64;

  /** A scraper asks every minute at least. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(75);

  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);
  private static final int BACKLOG = 128;

  /** Longer than any server takes to answer its last requests: ten minutes. */
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

  private static final int ATTEMPTS = 2400;

  private final LaunchPlan.Insight plan;
  private final Logs logs;
  private final @Nullable Metrics metrics;
  private volatile @Nullable Opened opened;
  private volatile boolean closed;

  /** The console while it is open. */
  private record Opened(MultiThreadIoEventLoopGroup loops, HttpFrontEnd front) {}

  private Insight(LaunchPlan.Insight plan, Logs logs, @Nullable Metrics metrics) {
    this.plan = plan;
    this.logs = logs;
    this.metrics = metrics;
  }

  static Insight of(LaunchPlan.Insight plan, Logs logs) {
    if (plan.console().address().isEmpty() && plan.statsd().address().isEmpty()) {
      return new Insight(plan, logs, null);
    }
    Metrics metrics = new Metrics(Path.of("/proc"), System::nanoTime);
    metrics.watchLog(logs::dropped);
    return new Insight(plan, logs, metrics);
  }

  /** Whether every request is to be told of, though there may be no access log. */
  boolean wantsRequests() {
    return metrics != null;
  }

  @Override
  public void publish(ServerEvent event) {
    logs.publish(event);
    if (metrics != null) {
      metrics.publish(event);
    }
  }

  /**
   * Begins to count and to send.
   *
   * @param loop the loop of the dispatcher and the front end
   */
  void start(EventLoop loop, Dispatcher dispatcher, HttpFrontEnd front, Readiness readiness)
      throws IOException {
    if (metrics == null) {
      return;
    }
    if (plan.statsd().address().isPresent()) {
      sendTo(plan.statsd().address().get(), metrics);
    }
    metrics.start(known ->
        loop.execute(
            () -> known.accept(load(dispatcher.snapshot(), front.load(), readiness.isReady()))));
  }

  /**
   * Opens the console, where one is wanted. Blocks until it listens.
   *
   * @param spoolFolder for a front end's files, of which the console has none
   */
  void openConsole(Readiness readiness, Path spoolFolder) throws IOException {
    if (metrics == null || plan.console().address().isEmpty()) {
      return;
    }
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("junicorn-console", true), EpollIoHandler.newFactory());
    EventLoop loop = loops.next();
    Console handler =
        new Console(
            plan.console().token(),
            () -> health(readiness),
            metrics::scrape,
            ConsoleFeed.NOTHING,
            loop);
    HttpFrontEnd front =
        new HttpFrontEnd(
            loop,
            settings(spoolFolder),
            handler,
            warningsTo(logs),
            System::nanoTime,
            InstantSource.system());
    try {
      listen(front, plan.console().address().get());
      loop.scheduleAtFixedRate(handler::pulse, 1, 1, TimeUnit.SECONDS);
      opened = new Opened(loops, front);
    } catch (IOException e) {
      loops.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS);
      throw e;
    }
  }

  /**
   * Opens the console as soon as the server before this one has closed its own, which it does when
   * it leaves. Returns at once.
   */
  void openConsoleWhenFree(Readiness readiness, Path spoolFolder) {
    Thread.ofVirtual()
        .start(() -> {
          for (int attempt = 1; !closed; attempt++) {
            try {
              openConsole(readiness, spoolFolder);
              return;
            } catch (IOException e) {
              if (attempt == ATTEMPTS) {
                logs.publish(
                    new ServerEvent.Warned(
                        "There is no console, and no more attempt. " + e.getMessage()));
                return;
              }
              LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
            }
          }
        });
  }

  /** Ends the console and sends the last numbers. */
  @Override
  public void close() {
    closed = true;
    closeConsole();
    if (metrics != null) {
      metrics.close();
    }
  }

  /** Ends the console: from now on the port is free for the server that has taken over. */
  void closeConsole() {
    Opened console = opened;
    opened = null;
    if (console != null) {
      console.front().closeNow(new Failure.Stopping());
      console
          .loops()
          .shutdownGracefully(0, LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)
          .awaitUninterruptibly(LAST_ANSWERS.toMillis());
    }
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
      metrics.sendTo(address, plan.statsd().prefix(), plan.statsd().tags());
    } catch (IOException e) {
      throw new IOException(
          "Cannot send to StatsD at %s (%s): %s"
              .formatted(wanted.value(), wanted.source(), e.getMessage()),
          e);
    }
  }

  private void listen(HttpFrontEnd console, Sourced<Bind.Tcp> wanted) throws IOException {
    Bind.Tcp bind = wanted.value();
    try {
      String address =
          console
              .listen(new ListenAddress.Tcp(bind.host(), bind.port(), BACKLOG))
              .toCompletableFuture()
              .get();
      logs.publish(new ServerEvent.Decided("Console at: " + address));
    } catch (ExecutionException e) {
      throw new IOException(
          "Cannot open the console at %s (%s): %s"
              .formatted(
                  bind, wanted.source(), e.getCause() == null ? e : e.getCause().getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while the console was opened", e);
    }
  }

  private static Health health(Readiness readiness) {
    Readiness.State state = readiness.state();
    return new Health(
        state == Readiness.State.READY,
        switch (state) {
          case STARTING -> "No worker takes requests.";
          case READY -> "Requests are answered.";
          case DRAINING -> "The server is to get no more requests; it answers those that come.";
          case STOPPING -> "The server is stopping.";
        });
  }

  /** What the console's clients do wrong is theirs, and no request of the app's. */
  private static EventSink warningsTo(Logs logs) {
    return event -> {
      if (event instanceof ServerEvent.Warned) {
        logs.publish(event);
      }
    };
  }

  private static HttpSettings settings(Path spoolFolder) {
    HttpSettings usual = HttpSettings.defaults(spoolFolder);
    return new HttpSettings(
        usual.maxRequestLine(),
        usual.maxHeaderFields(),
        usual.maxHeaderFieldSize(),
        1,
        KEEP_ALIVE,
        TrustedPeers.LOOPBACK,
        spoolFolder,
        false,
        MOST_CONNECTIONS);
  }

  private static Load load(DispatchSnapshot dispatch, FrontLoad front, boolean ready) {
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
        ready);
  }
}
