package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.junicorn.console.ConsoleControl;
import dev.junicorn.console.ConsoleFeed;
import dev.junicorn.event.Severity;
import dev.junicorn.exchange.Mount;
import dev.junicorn.log.LogSettings;
import dev.junicorn.log.Logs;
import dev.junicorn.log.Surroundings;
import dev.junicorn.plan.Bind;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.plan.Sourced;
import dev.junicorn.testing.ManualLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The console of a server that takes over: its port is the other server's for a while. */
class ConsolePortTest {

  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private final ManualLoop housekeeping = new ManualLoop();
  private final Set<Thread> before = threads();
  private final ServerSocket predecessor;
  private final Logs logs;
  private final ConsolePort port;

  @TempDir Path folder;

  ConsolePortTest() throws IOException {
    predecessor = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    logs =
        Logs.open(
            new LogSettings(Optional.empty(), "%(r)s", "-", Severity.INFO, Mount.ROOT),
            new Surroundings(text, text, () -> Instant.EPOCH, ZoneOffset.UTC, 77));
    Bind.Tcp bind = new Bind.Tcp("127.0.0.1", predecessor.getLocalPort());
    LaunchPlan.Console console =
        new LaunchPlan.Console(Optional.of(Sourced.byDefault(bind)), Optional.empty(), false);
    LaunchPlan.Statsd statsd = new LaunchPlan.Statsd(Optional.empty(), "", "");
    port =
        new ConsolePort(
            console,
            logs,
            System::nanoTime,
            Insight.of(new LaunchPlan.Insight(console, statsd), logs),
            ConsoleFeed.NOTHING,
            new Nothing());
  }

  @BeforeEach
  void attemptOnce() {
    port.openWhenFree(housekeeping, new Readiness(), folder);
    housekeeping.advance(1, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void close() throws IOException {
    port.close();
    logs.close();
    predecessor.close();
  }

  @Test
  void waitsForItsPortWithTheSameThreads() throws IOException {
    Set<Thread> first = made();
    assertThat(first).isNotEmpty();
    housekeeping.advance(5, TimeUnit.SECONDS);
    assertThat(made()).isEqualTo(first);
    predecessor.close();
    housekeeping.advance(1, TimeUnit.SECONDS);
    assertThatCode(this::connect).doesNotThrowAnyException();
  }

  @Test
  void doesNotOpenOnceItIsClosed() throws IOException {
    port.close();
    predecessor.close();
    housekeeping.advance(5, TimeUnit.SECONDS);
    assertThatCode(this::connect).isInstanceOf(IOException.class);
  }

  private void connect() throws IOException {
    new Socket(InetAddress.getLoopbackAddress(), predecessor.getLocalPort()).close();
  }

  private Set<Thread> made() {
    return threads().stream()
        .filter(thread -> !before.contains(thread))
        .filter(thread -> thread.getName().matches("junicorn-(console|spool).*"))
        .collect(Collectors.toSet());
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet();
  }

  /** Nobody asks it. */
  private static final class Nothing implements ConsoleControl {
    @Override
    public CompletionStage<Outcome> scale(int workers, int threads, String asker) {
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<Outcome> reload(String asker) {
      return new CompletableFuture<>();
    }
  }
}
