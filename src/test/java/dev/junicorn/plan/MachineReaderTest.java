package dev.junicorn.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineReaderTest {

  private static final long MB = 1L << 20;

  @TempDir Path root;

  @Test
  void coresAreTheCpusThatMayBeUsed() {
    Machine machine = machine().cpus("0-3,8,10-11").availableKilobytes(2048 * 1024).read();
    assertThat(machine.cores()).isEqualTo(new Sourced<>(7, "the CPUs this process may run on"));
    assertThat(machine.freeMemory()).contains(new Sourced<>(2048 * MB, "MemAvailable"));
  }

  @Test
  void nothingReadableIsOneCoreAndUnknownMemory() {
    Machine machine = machine().read();
    assertThat(machine.cores().value()).isEqualTo(1);
    assertThat(machine.cores().source()).contains("does not tell");
    assertThat(machine.freeMemory()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "'100000 100000', 1, the cgroup quota 100000/100000",
    "'150000 100000', 2, 'the cgroup quota 150000/100000 = 1.50, rounded up'",
    "'20000 100000', 1, 'the cgroup quota 20000/100000 = 0.20, rounded up'",
    "'200000', 2, the cgroup quota 200000/100000",
    "'max 100000', 4, the CPUs this process may run on",
    "'900000 100000', 4, the CPUs this process may run on",
    "'0 100000', 4, the CPUs this process may run on",
    "'odd', 4, the CPUs this process may run on"
  })
  void aQuotaBoundsTheCores(String cpuMax, int cores, String source) {
    machine().cpus("0-3").groups("0::/\n").file("sys/fs/cgroup/cpu.max", cpuMax + "\n");
    assertThat(machine().read().cores()).isEqualTo(new Sourced<>(cores, source));
  }

  @Test
  void everyGroupAboveCounts() {
    machine()
        .cpus("0-7")
        .groups("0::/system.slice/app.service\n")
        .file("sys/fs/cgroup/system.slice/app.service/cpu.max", "max 100000\n")
        .file("sys/fs/cgroup/system.slice/cpu.max", "300000 100000\n")
        .file("sys/fs/cgroup/system.slice/app.service/memory.max", "max\n")
        .file("sys/fs/cgroup/system.slice/memory.max", "" + 1000 * MB)
        .file("sys/fs/cgroup/system.slice/memory.current", "" + 700 * MB)
        .file("sys/fs/cgroup/system.slice/memory.stat", "anon 5\ninactive_file " + 200 * MB + "\n");
    assertThat(machine().read().cores().value()).isEqualTo(3);
    assertThat(machine().read().freeMemory())
        .contains(new Sourced<>(500 * MB, "the cgroup limit 1000 MB less 500 MB in use"));
  }

  @Test
  void theSmallerOfFreeAndAllowedMemoryCounts() {
    machine()
        .availableKilobytes(400 * 1024)
        .groups("0::/\n")
        .file("sys/fs/cgroup/memory.max", "" + 1000 * MB)
        .file("sys/fs/cgroup/memory.current", "0");
    assertThat(machine().read().freeMemory()).contains(new Sourced<>(400 * MB, "MemAvailable"));
  }

  @Test
  void usageBeyondTheLimitIsNoFreeMemory() {
    machine()
        .groups("0::/\n")
        .file("sys/fs/cgroup/memory.max", "100")
        .file("sys/fs/cgroup/memory.current", "200");
    assertThat(machine().read().freeMemory().map(Sourced::value)).contains(0L);
  }

  @Test
  void aContainersOwnPathIsOftenNotMounted() {
    machine()
        .cpus("0-3")
        .groups("0::/docker/0123456789\n")
        .file("sys/fs/cgroup/cpu.max", "200000 100000\n");
    assertThat(machine().read().cores().value()).isEqualTo(2);
  }

  @Test
  void aPathAboveTheMountIsTheMount() {
    machine()
        .cpus("0-3")
        .groups("0::/../../other\n")
        .file("sys/fs/cgroup/cpu.max", "200000 100000\n");
    assertThat(machine().read().cores().value()).isEqualTo(2);
  }

  @Test
  void versionOneIsReadAsWell() {
    machine()
        .cpus("0-3")
        .availableKilobytes(9_000_000)
        .groups("4:memory:/docker/ab\n3:cpuset:/docker/ab\n2:cpu,cpuacct:/docker/ab\n0::/\n")
        .file("sys/fs/cgroup/cpu,cpuacct/docker/ab/cpu.cfs_quota_us", "-1\n")
        .file("sys/fs/cgroup/cpu,cpuacct/docker/ab/cpu.cfs_period_us", "100000\n")
        .file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "50000\n")
        .file("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "50000\n")
        .file("sys/fs/cgroup/memory/docker/ab/memory.limit_in_bytes", "" + 512 * MB)
        .file("sys/fs/cgroup/memory/docker/ab/memory.usage_in_bytes", "" + 112 * MB)
        .file("sys/fs/cgroup/memory/docker/ab/memory.stat", "total_inactive_file " + 12 * MB)
        .file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
    assertThat(machine().read().cores())
        .isEqualTo(new Sourced<>(1, "the cgroup quota 50000/50000"));
    assertThat(machine().read().freeMemory())
        .contains(new Sourced<>(412 * MB, "the cgroup limit 512 MB less 100 MB in use"));
  }

  private FakeMachine machine() {
    return new FakeMachine(root);
  }
}
