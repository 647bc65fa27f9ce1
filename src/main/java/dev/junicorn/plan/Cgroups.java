package dev.junicorn.plan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The control groups above this process, both versions of the interface (kernel documents {@code
 * cgroup-v2.rst} and {@code cgroup-v1/}). A group is bound by every group above it, so each folder
 * from the process's own up to the mount counts. In a container the path that {@code
 * /proc/self/cgroup} names is often not mounted; the mount itself is then the container's group.
 *
 * @param unified version 2 folders, innermost first
 * @param cpu version 1 folders of the cpu controller, innermost first
 * @param memory version 1 folders of the memory controller, innermost first
 */
record Cgroups(List<Path> unified, List<Path> cpu, List<Path> memory) {

  /**
   * CPU time that a group may use.
   *
   * @param quota microseconds in each period
   * @param period microseconds
   */
  record CpuLimit(long quota, long period) {
    double cores() {
      return (double) quota / period;
    }

    int roundedUp() {
      return Math.clamp(Math.ceilDiv(quota, period), 1, Integer.MAX_VALUE);
    }

    String describe() {
      String rounded =
          quota % period == 0 ? "" : String.format(Locale.ROOT, " = %.2f, rounded up", cores());
      return "the cgroup quota " + quota + "/" + period + rounded;
    }
  }

  /**
   * Memory that a group may use; both in bytes. What the kernel would give back first (inactive
   * file cache) does not count as used.
   */
  record MemoryLimit(long limit, long used) {
    long free() {
      return Math.max(0, limit - used);
    }

    String describe() {
      return "the cgroup limit "
          + Sizing.megabytes(limit)
          + " less "
          + Sizing.megabytes(used)
          + " in use";
    }
  }

  /** Version 1 says "no limit" with a number near the largest; nothing real is beyond 1 PiB. */
  private static final long UNLIMITED = 1L << 50;

  static Cgroups of(Path root) {
    Path mount = root.resolve("sys/fs/cgroup");
    List<Path> unified = new ArrayList<>();
    List<Path> cpu = new ArrayList<>();
    List<Path> memory = new ArrayList<>();
    for (String line : MachineReader.lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      List<String> controllers = List.of(parts[1].split(",", -1));
      if (parts[0].equals("0") && parts[1].isEmpty()) {
        unified.addAll(upwards(mount, parts[2]));
        unified.addAll(upwards(mount.resolve("unified"), parts[2]));
      } else if (controllers.contains("cpu")) {
        cpu.addAll(upwards(versionOneMount(mount, parts[1], "cpu"), parts[2]));
      } else if (controllers.contains("memory")) {
        memory.addAll(upwards(versionOneMount(mount, parts[1], "memory"), parts[2]));
      }
    }
    return new Cgroups(unified, cpu, memory);
  }

  List<CpuLimit> cpuLimits() {
    List<CpuLimit> limits = new ArrayList<>();
    for (Path group : unified) {
      String[] words = first(group, "cpu.max").orElse("max").split(" ", -1);
      limit(words[0], words.length > 1 ? words[1] : "100000").ifPresent(limits::add);
    }
    for (Path group : cpu) {
      limit(
              first(group, "cpu.cfs_quota_us").orElse("-1"),
              first(group, "cpu.cfs_period_us").orElse("100000"))
          .ifPresent(limits::add);
    }
    return limits;
  }

  List<MemoryLimit> memoryLimits() {
    List<MemoryLimit> limits = new ArrayList<>();
    for (Path group : unified) {
      limit(group, "memory.max", "memory.current", "inactive_file").ifPresent(limits::add);
    }
    for (Path group : memory) {
      limit(group, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
          .ifPresent(limits::add);
    }
    return limits;
  }

  /** The counters of the innermost group that has a quota. */
  Optional<Throttling> throttling() {
    return Stream.concat(unified.stream(), cpu.stream())
        .flatMap(group -> throttling(group).stream())
        .findFirst();
  }

  private static Optional<Throttling> throttling(Path group) {
    Map<String, Long> counters = new HashMap<>();
    for (String line : MachineReader.lines(group.resolve("cpu.stat"))) {
      String[] words = line.split(" ", 2);
      MachineReader.number(words[words.length - 1])
          .ifPresent(count -> counters.put(words[0], count));
    }
    long periods = counters.getOrDefault("nr_periods", 0L);
    return periods == 0
        ? Optional.empty()
        : Optional.of(new Throttling(periods, counters.getOrDefault("nr_throttled", 0L)));
  }

  /**
   * The counter of the innermost group that has one. It counts the group's own processes, also
   * where it was the limit of a group above that was reached.
   */
  Optional<OomKills> oomKills() {
    for (Path group : unified) {
      Optional<OomKills> kills = oomKills(group.resolve("memory.events"));
      if (kills.isPresent()) {
        return kills;
      }
    }
    for (Path group : memory) {
      Optional<OomKills> kills = oomKills(group.resolve("memory.oom_control"));
      if (kills.isPresent()) {
        return kills;
      }
    }
    return Optional.empty();
  }

  /** The counter as each of the kernel's three files has it: a line {@code oom_kill N}. */
  static Optional<OomKills> oomKills(Path file) {
    return MachineReader.lines(file).stream()
        .filter(line -> line.startsWith("oom_kill "))
        .flatMap(line -> MachineReader.number(line.substring("oom_kill ".length())).stream())
        .map(count -> new OomKills(count, file))
        .findFirst();
  }

  private static Optional<CpuLimit> limit(String quota, String period) {
    long quotaMicros = MachineReader.number(quota).orElse(0L);
    long periodMicros = MachineReader.number(period).orElse(0L);
    return quotaMicros > 0 && periodMicros > 0
        ? Optional.of(new CpuLimit(quotaMicros, periodMicros))
        : Optional.empty();
  }

  private static Optional<MemoryLimit> limit(
      Path group, String limitFile, String usageFile, String cacheField) {
    Optional<Long> limit = first(group, limitFile).flatMap(MachineReader::number);
    if (limit.isEmpty() || limit.get() >= UNLIMITED) {
      return Optional.empty();
    }
    long usage = first(group, usageFile).flatMap(MachineReader::number).orElse(0L);
    long cache =
        MachineReader.lines(group.resolve("memory.stat")).stream()
            .filter(line -> line.startsWith(cacheField + " "))
            .flatMap(line -> MachineReader.number(line.substring(cacheField.length() + 1)).stream())
            .findFirst()
            .orElse(0L);
    return Optional.of(new MemoryLimit(limit.get(), Math.max(0, usage - cache)));
  }

  private static Path versionOneMount(Path mount, String controllers, String one) {
    Path joint = mount.resolve(controllers);
    return Files.isDirectory(joint) ? joint : mount.resolve(one);
  }

  /** The existing folders from {@code group} up to and with the mount. */
  private static List<Path> upwards(Path mount, String group) {
    List<Path> folders = new ArrayList<>();
    Path own = mount.resolve(group.replaceFirst("^/+", "")).normalize();
    for (Path at = own; at != null && at.startsWith(mount); at = at.getParent()) {
      if (Files.isDirectory(at)) {
        folders.add(at);
      }
    }
    if (!own.startsWith(mount) && Files.isDirectory(mount)) {
      folders.add(mount);
    }
    return folders;
  }

  private static Optional<String> first(Path group, String file) {
    return MachineReader.lines(group.resolve(file)).stream().map(String::strip).findFirst();
  }
}
