package dev.junicorn.worker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * What a process holds in memory: its proportional set size, so that pages which forked workers
 * share count once; its resident set where the kernel does not tell that ({@code proc(5)}, {@code
 * smaps_rollup} since Linux 4.14).
 */
public final class ProcessMemory {

  private static final long KIB = 1024;

  private ProcessMemory() {}

  /** Bytes; empty where the process is gone. */
  public static OptionalLong of(int pid) {
    Path folder = Path.of("/proc", Integer.toString(pid));
    OptionalLong proportional = field(folder.resolve("smaps_rollup"), "Pss:");
    return proportional.isPresent() ? proportional : field(folder.resolve("status"), "VmRSS:");
  }

  /** The value of a line such as {@code Pss: 1234 kB}. */
  private static OptionalLong field(Path file, String name) {
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        if (line.startsWith(name)) {
          return OptionalLong.of(
              Long.parseLong(line.substring(name.length()).replace("kB", "").strip()) * KIB);
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Gone, or not ours to read.
    }
    return OptionalLong.empty();
  }
}
