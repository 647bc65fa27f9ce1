package dev.junicorn.plan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder that looks like {@code /proc} and {@code /sys} of some machine. */
record FakeMachine(Path root) {

  FakeMachine file(String path, String text) {
    try {
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  FakeMachine cpus(String list) {
    return file("proc/self/status", "Name:\tjava\nCpus_allowed_list:\t" + list + "\nThreads:\t9\n");
  }

  FakeMachine availableKilobytes(long kilobytes) {
    return file(
        "proc/meminfo", "MemTotal:  99 kB\nMemAvailable:   " + kilobytes + " kB\nBuffers: 1 kB\n");
  }

  FakeMachine groups(String text) {
    return file("proc/self/cgroup", text);
  }

  Machine read() {
    return new MachineReader(root).read();
  }
}
