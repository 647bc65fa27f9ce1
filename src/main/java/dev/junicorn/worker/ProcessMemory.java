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
    OptionalLong proportional = proportional(pid);
    return proportional.isPresent() ? proportional : resident(pid);
  }

  /** RSS in bytes; empty where the process is gone. */
  public static OptionalLong resident(int pid) {
    return field(folder(pid).resolve("status"), "VmRSS:");
  }

  /**
   * PSS in bytes; empty where the process is gone or the kernel does not tell. While it walks the
   * page tables, the process cannot change its mappings: so not too often.
   */
  public static OptionalLong proportional(int pid) {
    return field(folder(pid).resolve("smaps_rollup"), "Pss:");
  }

  private static Path folder(int pid) {
    return Path.of("/proc", Integer.toString(pid));
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
