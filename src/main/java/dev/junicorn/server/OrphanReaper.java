package dev.junicorn.server;

import dev.junicorn.posix.Children;
import dev.junicorn.stack.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Process 1 inherits every orphan, as in a container the server does: whoever the app has started
 * and left. Those that have ended are reaped, or the process table fills up.
 *
 * <p>The server's own children must not be: the JDK waits for each of them by its id and would not
 * learn how it ended. Its threads stand in {@code waitpid} from the child's start, so a zombie of
 * ours lasts for a moment only: what is one at two looks, {@link #PERIOD} apart, is an orphan.
 * Confined to the thread it is scheduled on.
 */
final class OrphanReaper {

  static final Duration PERIOD = Duration.ofSeconds(2);

  private final long self;
  private Set<Integer> before = Set.of();

  private OrphanReaper(long self) {
    this.self = self;
  }

  /** Starts to look for orphans, if they come to this process. */
  static void start(long pid, ScheduledExecutorService thread) {
    if (pid == 1) {
      OrphanReaper reaper = new OrphanReaper(pid);
      thread.scheduleWithFixedDelay(
          reaper::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void look() {
    Set<Integer> zombies =
        ProcessHandle.current()
            .children()
            .map(child -> (int) child.pid())
            .filter(this::isZombie)
            .collect(Collectors.toUnmodifiableSet());
    zombies.stream().filter(before::contains).forEach(Children::reap);
    before = zombies;
  }

  private boolean isZombie(int pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return Task.parse(stat)
          .filter(task -> task.state() == Task.State.ENDED && task.parent() == self)
          .isPresent();
    } catch (IOException e) {
      return false; // somebody else has reaped it
    }
  }
}
