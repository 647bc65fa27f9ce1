package dev.junicorn.forensics;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Reads how much memory a process uses from {@code /proc}. Confined to the forensics thread. */
final class ProcessMemory {

  private static final long KIB = 1024;

  private final Path proc;

  /**
   * @param root {@code /}, or a folder that holds a {@code proc}
   */
  ProcessMemory(Path root) {
    this.proc = root.resolve("proc");
  }

  /** RSS in bytes; empty where the process is gone. */
  OptionalLong resident(int pid) {
    return kibibytes(pid, "status", "VmRSS:");
  }

  /**
   * PSS in bytes; empty where the process is gone or the kernel (before 4.14) cannot tell. While
   * the kernel walks the page tables, the process cannot change its mappings: so not too often.
   */
  OptionalLong proportional(int pid) {
    return kibibytes(pid, "smaps_rollup", "Pss:");
  }

  private OptionalLong kibibytes(int pid, String file, String field) {
    try {
      return Files.readAllLines(
              proc.resolve(Integer.toString(pid)).resolve(file), StandardCharsets.ISO_8859_1)
          .stream()
          .filter(line -> line.startsWith(field))
          .map(line -> line.substring(field.length()).replace("kB", "").strip())
          .filter(number -> number.matches("[0-9]{1,15}"))
          .mapToLong(number -> Long.parseLong(number) * KIB)
          .findFirst();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
