package dev.junicorn.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.junicorn.plan.LaunchPlan;
import dev.junicorn.testing.Plans;
import dev.junicorn.worker.SpawnerSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceWatchTest {

  /** So many that looking at all of them takes a while. */
  private static final int FILES = 2000;

  @TempDir Path folder;

  /** Workers that are started then import it as it was, or half of each. */
  @Test
  void whatIsWrittenAsSoonAsItHasBegunIsAChange() throws Exception {
    for (int i = 0; i < FILES; i++) {
      Files.createFile(folder.resolve(i + ".py"));
    }
    Path app = folder.resolve("0.py");
    CompletableFuture<String> change = new CompletableFuture<>();
    new SourceWatch(settings(), change::complete).start();
    Files.writeString(app, "changed = True\n");
    assertThat(change).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(app + " changed");
  }

  private SupervisorSettings settings() {
    LaunchPlan plan =
        Plans.of(
            Plans.app(folder, Path.of("/usr/bin/python3"), false),
            1,
            Duration.ZERO,
            new LaunchPlan.Reload(Optional.empty(), true, List.of()));
    return new SupervisorSettings(
        new SpawnerSettings(plan, folder, folder.resolve("workers.sock"), 1),
        folder,
        () -> {
          throw new AssertionError("the size is not asked for");
        },
        new FileLimit(() -> 0));
  }
}
