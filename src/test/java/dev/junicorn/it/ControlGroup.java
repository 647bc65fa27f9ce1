package dev.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A control group with a limit that the test makes below its own, in either version of the
 * interface. Only root may do that, and not everywhere.
 *
 * @param folder the group
 */
record ControlGroup(Path folder) implements AutoCloseable {

  private static final Path MOUNT = Path.of("/sys/fs/cgroup");

  /** A group that may use so much memory, swap included. */
  static Optional<ControlGroup> ofMemory(long bytes) {
    return make("memory", List.of("memory.max", "memory.limit_in_bytes"), bytes)
        .map(
            group -> group.limit("memory.swap.max", 0).limit("memory.memsw.limit_in_bytes", bytes));
  }

  /** A group that may have so many processes and threads. */
  static Optional<ControlGroup> ofPids(long count) {
    return make("pids", List.of("pids.max"), count);
  }

  /** A group that may use so much processor time in each tenth of a second. */
  static Optional<ControlGroup> ofCpu(Duration inATenth) {
    return make("cpu", List.of("cpu.max", "cpu.cfs_quota_us"), inATenth.toNanos() / 1000);
  }

  /** Moves a process that runs already into the group. */
  void take(long pid) {
    try {
      Files.writeString(folder.resolve("cgroup.procs"), Long.toString(pid));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Begins a command line that is run inside. */
  List<String> command(String program) {
    return List.of(
        "/bin/sh", "-c", "echo $$ >" + folder + "/cgroup.procs && exec \"$@\"", "sh", program);
  }

  /** Changes a limit, where there is such a file. */
  ControlGroup limit(String file, long value) {
    try {
      Path limit = folder.resolve(file);
      if (Files.exists(limit)) {
        Files.writeString(limit, Long.toString(value));
      }
    } catch (IOException e) {
      // No swap accounting in this kernel: the other limit has to do.
    }
    return this;
  }

  /** What is left in it has ended: the group can go. */
  @Override
  public void close() {
    Await.until(
        "the control group is empty",
        () -> {
          try {
            Files.deleteIfExists(folder);
            return true;
          } catch (IOException e) {
            return false;
          }
        });
  }

  private static Optional<ControlGroup> make(String controller, List<String> limits, long value) {
    String name = "junicorn-it-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    return Stream.of(MOUNT.resolve(controller), MOUNT)
        .filter(Files::isDirectory)
        .map(mount -> mount.resolve(name))
        .flatMap(folder -> tryToMake(folder, limits, value).stream())
        .findFirst();
  }

  private static Optional<ControlGroup> tryToMake(Path folder, List<String> limits, long value) {
    try {
      Files.createDirectory(folder);
      for (String limit : limits) {
        if (Files.exists(folder.resolve(limit))) {
          Files.writeString(folder.resolve(limit), Long.toString(value));
          return Optional.of(new ControlGroup(folder));
        }
      }
      Files.delete(folder);
    } catch (IOException e) {
      // Not allowed here, or the controller is not switched on.
    }
    return Optional.empty();
  }
}
