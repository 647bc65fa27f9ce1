package dev.junicorn.observation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What the server and everything else use of the machine, from {@code /proc} (proc(5)): each number
 * is the difference to the look before. What cannot be read is 0.
 */
final class MachineWatch {

  /** USER_HZ, which the kernel fixes at 100 for everything it tells (time(7)). */
  private static final double TICKS_PER_SECOND = 100;

  private static final double NANOS = 1e9;

  /** Ten thousand descriptors take a millisecond to count. */
  private static final Duration FILES_EVERY = Duration.ofSeconds(5);

  /** Fields of the line {@code cpu} of {@code /proc/stat}, counted from the name. */
  private static final int IDLE = 4;

  private static final int IO_WAIT = 5;

  /** Time of guests is in the user's already. */
  private static final int GUEST = 9;

  private final Path proc;
  private final ProcessReader processes;
  private final LongSupplier nanoTime;
  private Counters before;
  private int openFiles;
  private long nextFiles;

  /** Counters that only grow. */
  private record Counters(
      long nanos,
      double serverSeconds,
      double machineSeconds,
      long swapped,
      long periods,
      long throttled) {}

  MachineWatch(Path proc, LongSupplier nanoTime) {
    this.proc = proc;
    this.nanoTime = nanoTime;
    processes = new ProcessReader(proc);
    nextFiles = nanoTime.getAsLong();
    before = read(new Sight.Limits(0, 0, 0));
  }

  /**
   * @param workerCores what the workers used since the last look
   * @param workerMemory bytes
   */
  MachineSeen look(Sight.Limits limits, double workerCores, long workerMemory) {
    Counters now = read(limits);
    Counters then = before;
    before = now;
    double seconds = Math.max(1e-3, (now.nanos - then.nanos) / NANOS);
    long periods = now.periods - then.periods;
    return new MachineSeen(
        Math.max(0, now.serverSeconds - then.serverSeconds) / seconds,
        workerCores,
        Math.max(0, now.machineSeconds - then.machineSeconds) / seconds,
        then.periods == 0 || periods <= 0
            ? 0
            : Math.clamp((double) (now.throttled - then.throttled) / periods, 0, 1),
        Math.max(0, now.swapped - then.swapped),
        processes.residentBytes(self()).orElse(0),
        workerMemory,
        limits.freeMemory(),
        openFiles());
  }

  private Counters read(Sight.Limits limits) {
    return new Counters(
        nanoTime.getAsLong(),
        processes.cpuSeconds(self()).orElse(0.0),
        machineSeconds(),
        swapped(),
        limits.periods(),
        limits.throttledPeriods());
  }

  /** What {@code /proc/self} is called. */
  private static int self() {
    return Math.toIntExact(ProcessHandle.current().pid());
  }

  private double machineSeconds() {
    String[] fields = line("stat", "cpu ").strip().split(" +", -1);
    double ticks = 0;
    for (int field = 1; field < Math.min(fields.length, GUEST); field++) {
      if (field != IDLE && field != IO_WAIT) {
        ticks += number(fields[field]);
      }
    }
    return ticks / TICKS_PER_SECOND;
  }

  private long swapped() {
    return count("pswpin ") + count("pswpout ");
  }

  private long count(String name) {
    String line = line("vmstat", name);
    return line.isEmpty() ? 0 : number(line.substring(name.length()).strip());
  }

  private int openFiles() {
    long now = nanoTime.getAsLong();
    if (now - nextFiles < 0) {
      return openFiles;
    }
    nextFiles = now + FILES_EVERY.toNanos();
    try (DirectoryStream<Path> descriptors =
        Files.newDirectoryStream(proc.resolve(Integer.toString(self())).resolve("fd"))) {
      int count = 0;
      for (Path _ : descriptors) {
        count++;
      }
      openFiles = count;
    } catch (IOException e) {
      openFiles = 0;
    }
    return openFiles;
  }

  private String line(String file, String start) {
    try {
      return Files.readAllLines(proc.resolve(file), StandardCharsets.ISO_8859_1).stream()
          .filter(line -> line.startsWith(start))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
