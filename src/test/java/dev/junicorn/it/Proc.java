package dev.junicorn.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What {@code /proc} says, and signals. */
final class Proc {

  /**
   * Before a command that is to hear of Ctrl-C: whoever starts the tests in the background has INT
   * ignored, and programs inherit that.
   */
  static final List<String> HEARS_INTERRUPTS = List.of("env", "--default-signal=INT");

  private Proc() {}

  /** Processes with this variable in their environment, wherever they hang in the process tree. */
  static List<Long> withVariable(String name, String value) {
    String wanted = name + "=" + value;
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .filter(entry -> entry.getFileName().toString().matches("[0-9]+"))
          .filter(entry -> List.of(read(entry.resolve("environ")).split("\0", -1)).contains(wanted))
          .map(entry -> Long.valueOf(entry.getFileName().toString()))
          .filter(Proc::isAlive)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Long> childrenOf(long pid) {
    return ProcessHandle.of(pid).stream()
        .flatMap(ProcessHandle::children)
        .map(ProcessHandle::pid)
        .filter(Proc::isAlive)
        .toList();
  }

  /** The number that the next file gets which the process opens. */
  static int firstFreeDescriptor(long pid) {
    return IntStream.iterate(0, descriptor -> descriptor + 1)
        .filter(descriptor ->
            !Files.exists(Path.of("/proc/" + pid + "/fd/" + descriptor), LinkOption.NOFOLLOW_LINKS))
        .findFirst()
        .orElseThrow();
  }

  /** Runs a command, which says nothing; false also where there is no such program. */
  static boolean succeeds(String... command) {
    try {
      return new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether it runs; a zombie does not. */
  static boolean isAlive(long pid) {
    String stat = read(Path.of("/proc/" + pid + "/stat"));
    int name = stat.lastIndexOf(')');
    return name > 0 && stat.charAt(name + 2) != 'Z';
  }

  /** The value of a line such as {@code VmRSS:} in the process's status, in KiB. */
  static long kibibytes(long pid, String field) {
    return read(Path.of("/proc/" + pid + "/status"))
        .lines()
        .filter(line -> line.startsWith(field + ":"))
        .map(line -> line.replaceAll("[^0-9]", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  /** The number of a processor that this process may use. */
  static String firstProcessor() {
    return read(Path.of("/proc/self/status"))
        .lines()
        .filter(line -> line.startsWith("Cpus_allowed_list:"))
        .map(line -> line.replaceFirst("\\D*(\\d+).*", "$1"))
        .findFirst()
        .orElseThrow();
  }

  /** Where each open descriptor of the process leads to. */
  static List<String> descriptors(long pid) {
    try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      return entries.map(Proc::target).flatMap(Optional::stream).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a signal that it blocks waits to be taken. */
  static boolean hasPendingSignal(long pid) {
    return read(Path.of("/proc/" + pid + "/status"))
        .lines()
        .anyMatch(line -> line.startsWith("ShdPnd:") && !line.matches("ShdPnd:\\s+0+"));
  }

  /** Sends a signal, named as for {@code kill}. */
  static void signal(String name, long pid) {
    run("/bin/kill", "-" + name, "" + pid);
  }

  /**
   * Stops a process, and waits until each of its threads has: one that has not come to it yet may
   * take a request out of its inbox before, and then holds it.
   */
  static void stop(long pid) {
    signal("STOP", pid);
    Await.until("all threads of " + pid + " are stopped", () -> isStopped(pid));
  }

  private static boolean isStopped(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      return threads
          .map(thread -> read(thread.resolve("stat")))
          .allMatch(stat -> stat.startsWith("T", stat.lastIndexOf(')') + 2));
    }
  }

  private static void run(String... command) {
    try {
      new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process have no more descriptors than these from now on; more is up to its owner. */
  static void limitFiles(long pid, int most) {
    run("prlimit", "--pid", "" + pid, "--nofile=" + most + ":");
  }

  private static Optional<String> target(Path link) {
    try {
      return Optional.of(Files.readSymbolicLink(link).toString());
    } catch (IOException e) {
      return Optional.empty(); // closed meanwhile
    }
  }

  /** The file's text, empty where the process is gone or not ours. */
  static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
