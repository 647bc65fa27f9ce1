package dev.junicorn.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.testing.Plans;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spawner whose interpreter is a script. */
class SpawnerProcessTest {

  private final List<ServerEvent> events = new CopyOnWriteArrayList<>();

  /** What was published when the spawner was lost. */
  private final CompletableFuture<List<ServerEvent>> lost = new CompletableFuture<>();

  @TempDir Path folder;

  /** As a rule its end is that of the server, whose log is closed then. */
  @Test
  void whyItEndsIsHeardBeforeThatItHasEnded() throws Exception {
    Path python =
        Files.writeString(
            folder.resolve("python"), "#!/bin/sh\necho 'no such library' >&2\nexit 3\n");
    Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwxr-xr-x"));
    LaunchPlan plan =
        Plans.of(
            Plans.app(folder, python, false),
            1,
            Duration.ZERO,
            new LaunchPlan.Reload(Optional.empty(), false, List.of()));
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      SpawnerProcess.start(
          new SpawnerSettings(plan, folder, folder.resolve("socket"), 1),
          new Listener(),
          this::publishLate,
          timer);
      assertThat(lost)
          .succeedsWithin(Duration.ofMinutes(1))
          .asString()
          .contains("WorkerOutput", "no such library");
      timer.shutdownNow();
    }
  }

  /** As where the thread that reads the errors gets no processor for a while. */
  private void publishLate(ServerEvent event) {
    try {
      lost.get(300, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      events.add(event);
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private final class Listener implements SpawnerListener {

    @Override
    public void spawnerReady(String pythonVersion) {}

    @Override
    public void preloadFailed(boolean appFault, String message, String traceback) {}

    @Override
    public void forked(int worker, int pid) {}

    @Override
    public void forkFailed(int worker, String message) {}

    @Override
    public void exited(int worker, int pid, ExitStatus how) {}

    @Override
    public void spawnerLost(ExitStatus how) {
      lost.complete(List.copyOf(events));
    }
  }
}
