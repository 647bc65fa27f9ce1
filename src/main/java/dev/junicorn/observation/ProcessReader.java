package dev.junicorn.observation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads a process's numbers from {@code /proc} (proc(5)).
 *
 * @param proc {@code /proc}; another folder in tests
 */
public record ProcessReader(Path proc) {

  /** USER_HZ, which the kernel fixes at 100 for everything it tells (time(7)). */
  private static final double TICKS_PER_SECOND = 100;

  /** utime and stime are fields 14 and 15; what follows the name in parentheses begins with 3. */
  private static final int USER_TIME = 14 - 3;

  /** User and system time in seconds; empty where the process has gone. */
  public Optional<Double> cpuSeconds(int pid) {
    return read(pid, "stat").flatMap(ProcessReader::cpu);
  }

  /** Memory in bytes, shared pages in proportion; empty where it cannot be read. */
  public OptionalLong pssBytes(int pid) {
    return kilobytes(pid, "smaps_rollup", "Pss:");
  }

  /** Memory in bytes, shared pages in full; cheap to ask; empty where it cannot be read. */
  OptionalLong residentBytes(int pid) {
    return kilobytes(pid, "status", "VmRSS:");
  }

  private OptionalLong kilobytes(int pid, String file, String name) {
    return read(pid, file).stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith(name))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
        .findFirst();
  }

  private static Optional<Double> cpu(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length > USER_TIME + 1
        ? Optional.of(
            (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]))
                / TICKS_PER_SECOND)
        : Optional.empty();
  }

  private Optional<String> read(int pid, String file) {
    try {
      return Optional.of(Files.readString(proc.resolve(Integer.toString(pid)).resolve(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
