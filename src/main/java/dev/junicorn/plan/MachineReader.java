package dev.junicorn.plan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Reads the {@link Machine} from {@code /proc} and {@code /sys}: the CPUs this process may run on,
 * the memory the kernel calls available, and every cgroup limit above this process. A file that is
 * missing or odd is a limit that is not there.
 */
public final class MachineReader {

  private static final long KIB = 1024;

  private final Path root;

  /**
   * @param root {@code /}, or a folder that holds copies of {@code proc} and {@code sys}
   */
  public MachineReader(Path root) {
    this.root = root;
  }

  public Machine read() {
    Cgroups cgroups = Cgroups.of(root);
    return new Machine(cores(cgroups.cpuLimits()), memory(cgroups.memoryLimits()));
  }

  /**
   * How many processes the out-of-memory killer has ended: of this process's memory group, or of
   * the whole machine where there is none; empty where no counter can be read (kernels before
   * 4.13).
   */
  public Optional<OomKills> oomKills() {
    return Cgroups.of(root).oomKills().or(() -> Cgroups.oomKills(root.resolve("proc/vmstat")));
  }

  /** Processors that this process may use, by affinity and quota; 0.5 is half of one. */
  public double exactCores() {
    int allowed = Math.max(1, allowedCpus());
    return Cgroups.of(root).cpuLimits().stream()
        .mapToDouble(Cgroups.CpuLimit::cores)
        .reduce(allowed, Math::min);
  }

  /** Bytes that may be used in all, by the machine and every cgroup; 0 where nobody tells. */
  public long totalMemory() {
    LongStream machine =
        field("proc/meminfo", "MemTotal:").flatMap(MachineReader::kilobytes).stream()
            .mapToLong(Long::longValue);
    LongStream limits =
        Cgroups.of(root).memoryLimits().stream().mapToLong(Cgroups.MemoryLimit::limit);
    return LongStream.concat(machine, limits).min().orElse(0);
  }

  /** How many descriptors this process may have open; 0 where nobody tells. */
  public int fileLimit() {
    return field("proc/self/limits", "Max open files")
        .map(text -> text.split(" +", 2)[0])
        .flatMap(MachineReader::number)
        .map(count -> (int) Math.min(count, Integer.MAX_VALUE))
        .orElse(0);
  }

  /** How often a quota of CPU time was used up; empty where there is no quota. */
  public Optional<Throttling> throttling() {
    return Cgroups.of(root).throttling();
  }

  private Sourced<Integer> cores(List<Cgroups.CpuLimit> limits) {
    int allowed = allowedCpus();
    Sourced<Integer> affinity =
        allowed == 0
            ? new Sourced<>(1, "assumed, /proc/self/status does not tell")
            : new Sourced<>(allowed, "the CPUs this process may run on");
    return limits.stream()
        .min(Comparator.comparingDouble(Cgroups.CpuLimit::cores))
        .filter(limit -> allowed == 0 || limit.roundedUp() <= allowed)
        .map(limit -> new Sourced<>(limit.roundedUp(), limit.describe()))
        .orElse(affinity);
  }

  private Optional<Sourced<Long>> memory(List<Cgroups.MemoryLimit> limits) {
    Optional<Sourced<Long>> available =
        field("proc/meminfo", "MemAvailable:")
            .flatMap(MachineReader::kilobytes)
            .map(bytes -> new Sourced<>(bytes, "MemAvailable"));
    Stream<Sourced<Long>> limited =
        limits.stream().map(limit -> new Sourced<>(limit.free(), limit.describe()));
    return Stream.concat(available.stream(), limited).min(Comparator.comparingLong(Sourced::value));
  }

  /** Bytes of {@code 1234 kB}. */
  private static Optional<Long> kilobytes(String text) {
    return number(text.replace("kB", "").strip()).map(count -> count * KIB);
  }

  private int allowedCpus() {
    return field("proc/self/status", "Cpus_allowed_list:")
        .map(list -> CpuList.parse(list).size())
        .orElse(0);
  }

  private Optional<String> field(String file, String name) {
    return lines(root.resolve(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst();
  }

  /** The lines of a small file; none where it cannot be read. */
  static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** A number of at most 18 digits, so that sums cannot overflow. */
  static Optional<Long> number(String text) {
    return text.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }
}
