package dev.junicorn.observation;

import dev.junicorn.plan.CpuList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the server and everything else use of the machine, from {@code /proc} (proc(5)): each number
 * is the difference to the look before. What cannot be read is 0. Of the processors only those
 * count that the server may run on: it is these that it can find full.
 */
final class MachineWatch {

  /** USER_HZ, which the kernel fixes at 100 for everything it tells (time(7)). */
  private static final double TICKS_PER_SECOND = 100;

  private static final double NANOS = 1e9;

  /** Ten thousand descriptors take a millisecond to count. */
  private static final Duration FILES_EVERY = Duration.ofSeconds(5);

  private static final String ALLOWED = "Cpus_allowed_list:";

  /** Fields of a line {@code cpu} of {@code /proc/stat}, counted from the name. */
  private static final int IDLE = 4;

  private static final int IO_WAIT = 5;

  /** Time of guests is in the user's already. */
  private static final int GUEST = 9;

  private final Path proc;
  private final ProcessReader processes;
  private final LongSupplier nanoTime;
  private final Set<String> processors;
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
    processors = processors();
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

  /**
   * The names of their lines in {@code /proc/stat}: the one of all where none is known, or where a
   * container is shown a file of its own, with other numbers.
   */
  private Set<String> processors() {
    String allowed = line("self/status", ALLOWED);
    Set<String> names =
        CpuList.parse(allowed.replace(ALLOWED, "")).stream()
            .map(number -> "cpu" + number)
            .collect(Collectors.toUnmodifiableSet());
    long listed = lines("stat").filter(line -> names.contains(line.split(" ", 2)[0])).count();
    return names.isEmpty() || listed < names.size() ? Set.of("cpu") : names;
  }

  private double machineSeconds() {
    long ticks =
        lines("stat")
            .map(line -> line.split(" +", -1))
            .filter(fields -> processors.contains(fields[0]))
            .mapToLong(MachineWatch::busyTicks)
            .sum();
    return ticks / TICKS_PER_SECOND;
  }

  private static long busyTicks(String[] fields) {
    long ticks = 0;
    for (int field = 1; field < Math.min(fields.length, GUEST); field++) {
      if (field != IDLE && field != IO_WAIT) {
        ticks += number(fields[field]);
      }
    }
    return ticks;
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
    return lines(file).filter(line -> line.startsWith(start)).findFirst().orElse("");
  }

  private Stream<String> lines(String file) {
    try {
      return Files.readAllLines(proc.resolve(file), StandardCharsets.ISO_8859_1).stream();
    } catch (IOException e) {
      return Stream.of();
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
