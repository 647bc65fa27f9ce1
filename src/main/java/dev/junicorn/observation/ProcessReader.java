package dev.junicorn.observation;

import dev.junicorn.stack.Task;
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

  /** User and system time in seconds; empty where the process has gone. */
  public Optional<Double> cpuSeconds(int pid) {
    return read(pid, "stat").flatMap(Task::parse).map(task -> task.cpu().toMillis() / 1000.0);
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

  private Optional<String> read(int pid, String file) {
    try {
      return Optional.of(Files.readString(proc.resolve(Integer.toString(pid)).resolve(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
