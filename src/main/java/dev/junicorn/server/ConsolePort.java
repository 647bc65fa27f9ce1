package dev.junicorn.server;

import dev.junicorn.console.Console;
import dev.junicorn.console.ConsoleControl;
import dev.junicorn.console.ConsoleFeed;
import dev.junicorn.console.Health;
import dev.junicorn.event.EventSink;
import dev.junicorn.event.Reason;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.ServerTime;
import dev.junicorn.http.EpollIo;
import dev.junicorn.http.HttpFrontEnd;
import dev.junicorn.http.HttpSettings;
import dev.junicorn.http.ListenAddress;
import dev.junicorn.http.RequestIdRule;
import dev.junicorn.http.TrustedPeers;
import dev.junicorn.log.Logs;
import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The console's port and loop, where {@code --console} wants them. */
final class ConsolePort {

  /** For some scrapers and people; more is a mistake or an attack. */
  private static final int MOST_CONNECTIONS = 64;

  /** A scraper asks every minute at least. */
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(75);

  private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);
  private static final int BACKLOG = 128;

  /** Longer than any server takes to answer its last requests: ten minutes. */
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

  private static final int ATTEMPTS = 2400;

  private final LaunchPlan.Console plan;
  private final Logs logs;
  private final ServerTime time;
  private final Insight insight;
  private final ConsoleFeed feed;
  private final ConsoleControl control;
  private final AtomicReference<@Nullable Made> console = new AtomicReference<>();
  private volatile boolean closed;

  /** What listens, or will when the port is free. */
  private record Made(
      MultiThreadIoEventLoopGroup loops, EventLoop loop, Console handler, HttpFrontEnd front) {}

  ConsolePort(
      LaunchPlan.Console plan,
      Logs logs,
      ServerTime time,
      Insight insight,
      ConsoleFeed feed,
      ConsoleControl control) {
    this.plan = plan;
    this.logs = logs;
    this.time = time;
    this.insight = insight;
    this.feed = feed;
    this.control = control;
  }

  /**
   * Opens the console, where one is wanted. Blocks until it listens.
   *
   * @param spoolFolder for a front end's files, of which the console has none
   */
  void open(Readiness readiness, Path spoolFolder) throws IOException {
    if (plan.address().isPresent()) {
      Made made = make(readiness, spoolFolder);
      try {
        listen(made, plan.address().get());
      } catch (IOException e) {
        close();
        throw e;
      }
    }
  }

  private Made make(Readiness readiness, Path spoolFolder) {
    MultiThreadIoEventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            1,
            new DefaultThreadFactory("junicorn-console", true),
            EpollIo.factory(DefaultSelectStrategyFactory.INSTANCE));
    EventLoop loop = loops.next();
    Console handler =
        new Console(
            plan.token(),
            () -> health(readiness),
            insight::scrape,
            feed,
            plan.control() ? Optional.of(control) : Optional.empty(),
            loop);
    HttpFrontEnd front =
        new HttpFrontEnd(
            loop, settings(spoolFolder), handler, warningsTo(logs), time, InstantSource.system());
    Made made = new Made(loops, loop, handler, front);
    console.set(made);
    return made;
  }

  /**
   * Opens the console as soon as the server before this one has closed its own, which it does when
   * it leaves. Returns at once.
   *
   * @param thread makes the attempts
   */
  void openWhenFree(ScheduledExecutorService thread, Readiness readiness, Path spoolFolder) {
    plan.address()
        .ifPresent(address ->
            thread.execute(() -> attempt(1, thread, make(readiness, spoolFolder), address)));
  }

  private void attempt(
      int number, ScheduledExecutorService thread, Made made, Sourced<Bind.Tcp> address) {
    if (closed) {
      close(); // again: it may have been made since
      return;
    }
    try {
      listen(made, address);
    } catch (IOException e) {
      if (number == ATTEMPTS) {
        logs.publish(
            new ServerEvent.Warned("There is no console, and no more attempt. " + e.getMessage()));
        close();
        return;
      }
      thread.schedule(
          () -> attempt(number + 1, thread, made, address),
          BETWEEN_ATTEMPTS.toMillis(),
          TimeUnit.MILLISECONDS);
    }
  }

  /** Ends the console: from now on the port is free for the server that has taken over. */
  void close() {
    closed = true;
    Made made = console.getAndSet(null);
    if (made != null) {
      made.front().closeNow(new Failure.Stopping());
      made.loops()
          .shutdownGracefully(0, LAST_ANSWERS.toMillis(), TimeUnit.MILLISECONDS)
          .awaitUninterruptibly(LAST_ANSWERS.toMillis());
      made.front().endThreads();
    }
  }

  /** Fails where it was closed meanwhile: its front end knows first. */
  private void listen(Made made, Sourced<Bind.Tcp> wanted) throws IOException {
    Bind.Tcp bind = wanted.value();
    try {
      String address =
          made.front()
              .listen(new ListenAddress.Tcp(bind.host(), bind.port(), BACKLOG))
              .toCompletableFuture()
              .get();
      made.loop().scheduleAtFixedRate(made.handler()::pulse, 1, 1, TimeUnit.SECONDS);
      logs.publish(new ServerEvent.Decided("Console at: " + address));
    } catch (ExecutionException e) {
      throw new IOException(
          "Cannot open the console at %s (%s): %s"
              .formatted(bind, wanted.source(), Reason.of(e.getCause() == null ? e : e.getCause())),
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
      if (event instanceof ServerEvent.Warned || event instanceof ServerEvent.RequestTrouble) {
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
        MOST_CONNECTIONS,
        RequestIdRule.OFF,
        false);
  }
}
