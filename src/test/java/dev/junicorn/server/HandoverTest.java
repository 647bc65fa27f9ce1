package dev.junicorn.server;

import static org.assertj.core.api.Assertions.assertThatCode;

import dev.junicorn.event.Severity;
import dev.junicorn.exchange.Mount;
import dev.junicorn.forensics.CrashReports;
import dev.junicorn.forensics.ForensicsSettings;
import dev.junicorn.http.HttpFrontEnd;
import dev.junicorn.http.HttpSettings;
import dev.junicorn.log.LogSettings;
import dev.junicorn.log.Logs;
import dev.junicorn.log.Surroundings;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.testing.ManualLoop;
import dev.junicorn.testing.Plans;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandoverTest {

  @TempDir Path folder;

  /** The thread of signals is the last to end, and would have printed a Java stack trace. */
  @Test
  void whatIsAskedOfAServerThatHasEndedIsNotHeard() throws IOException {
    EventLoop loop = new DefaultEventLoop();
    loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
    HttpFrontEnd front =
        new HttpFrontEnd(
            loop,
            HttpSettings.defaults(folder),
            _ -> {},
            _ -> {},
            new ManualLoop(),
            () -> Instant.EPOCH);
    try (Logs logs = logs();
        CrashReports crashes = crashes(logs)) {
      Handover handover = new Handover(launch(logs, crashes), loop, front, _ -> {});
      assertThatCode(() -> handover.begin("SIGUSR2")).doesNotThrowAnyException();
    }
    front.endThreads();
  }

  private Launch launch(Logs logs, CrashReports crashes) {
    LaunchPlan plan =
        Plans.of(
            Plans.app(folder, Path.of("/usr/bin/python3"), false),
            1,
            Duration.ZERO,
            new LaunchPlan.Reload(Optional.empty(), false, List.of()));
    return new Launch(
        plan, Map.of(), "test", 77, folder, logs, crashes, Insight.of(plan.insight(), logs));
  }

  private static Logs logs() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    return Logs.open(
        new LogSettings(Optional.empty(), "%(r)s", "-", Severity.INFO, Mount.ROOT),
        new Surroundings(text, text, () -> Instant.EPOCH, ZoneOffset.UTC, 77));
  }

  private CrashReports crashes(Logs logs) throws IOException {
    return CrashReports.open(
        new ForensicsSettings(Optional.empty(), folder, "test"),
        logs,
        () -> Instant.EPOCH,
        System::nanoTime);
  }
}
