package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomKillsTest {

  @TempDir Path root;

  @Test
  void versionTwoCountsInTheGroupsEvents() {
    machine()
        .groups("0::/app/web\n")
        .file("sys/fs/cgroup/app/web/memory.events", "low 0\nhigh 0\nmax 9\noom 4\noom_kill 3\n")
        .file("sys/fs/cgroup/app/memory.events", "oom_kill 7\n")
        .file("proc/vmstat", "oom_kill 8\n");
    assertFound(3, "sys/fs/cgroup/app/web/memory.events");
  }

  @Test
  void theGroupAboveIsAskedWhereTheInnerOneHasNoMemoryController() {
    machine()
        .groups("0::/app/web\n")
        .file("sys/fs/cgroup/app/web/cpu.max", "max 100000\n")
        .file("sys/fs/cgroup/app/memory.events", "oom_kill 7\n");
    assertFound(7, "sys/fs/cgroup/app/memory.events");
  }

  @Test
  void aContainersMountIsItsGroup() {
    machine().groups("0::/../../docker/0123\n").file("sys/fs/cgroup/memory.events", "oom_kill 2\n");
    assertFound(2, "sys/fs/cgroup/memory.events");
  }

  @Test
  void versionOneCountsInOomControl() {
    machine()
        .groups("4:memory:/app\n0::/\n")
        .file(
            "sys/fs/cgroup/memory/app/memory.oom_control",
            "oom_kill_disable 0\nunder_oom 0\noom_kill 5\n");
    assertFound(5, "sys/fs/cgroup/memory/app/memory.oom_control");
  }

  @Test
  void withoutAGroupTheMachineCounts() {
    machine().groups("0::/\n").file("proc/vmstat", "pgfault 99\noom_kill 8\n");
    assertFound(8, "proc/vmstat");
  }

  @Test
  void anOldKernelSaysNothing() {
    machine()
        .groups("4:memory:/\n")
        .file("sys/fs/cgroup/memory/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\n")
        .file("proc/vmstat", "pgfault 99\n");
    assertThat(new MachineReader(root).oomKills()).isEmpty();
  }

  private void assertFound(long count, String source) {
    assertThat(new MachineReader(root).oomKills())
        .contains(new OomKills(count, root.resolve(source)));
  }

  private FakeMachine machine() {
    return new FakeMachine(root);
  }
}
