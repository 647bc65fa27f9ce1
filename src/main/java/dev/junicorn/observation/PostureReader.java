package dev.junicorn.observation;

import dev.junicorn.observation.StackLook.Posture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds out what a thread of a worker does, without asking the worker. CPython keeps its global
 * lock in its static data ({@code _PyRuntime}), every other lock on the heap: so a thread that
 * waits for a futex in the interpreter's own data waits for that lock. Reads files of {@code /proc}
 * (proc(5)), which takes some microseconds for each thread.
 *
 * @param proc {@code /proc}
 */
public record PostureReader(Path proc) {

  /** {@code futex(2)}: on x86-64, and on the architectures with the common table (arm64). */
  private static final List<String> FUTEX = List.of("202", "98");

  private static final Pattern PYTHON = Pattern.compile("(lib)?python[0-9.]+[a-z]*(\\.so.*)?");

  /** {@code from-to perms offset device inode path}. */
  private static final Pattern MAPPING =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S+) \\S+ \\S+ \\S+ *(.*)");

  private record Region(long from, long to) {
    private boolean holds(long address) {
      return Long.compareUnsigned(address, from) >= 0 && Long.compareUnsigned(address, to) < 0;
    }
  }

  /**
   * What threads of a process do, in their order.
   *
   * @param threads the kernel's numbers of them; 0 for one that is not known
   */
  public List<Posture> of(int pid, List<Long> threads) {
    List<Region> data = new ArrayList<>();
    List<Posture> postures = new ArrayList<>();
    for (long thread : threads) {
      postures.add(thread == 0 ? Posture.UNKNOWN : posture(pid, thread, data));
    }
    return postures;
  }

  /**
   * @param data the interpreter's; filled when it is needed for the first time
   */
  private Posture posture(int pid, long thread, List<Region> data) {
    String[] call;
    try {
      call = text(pid, "task/" + thread + "/syscall").strip().split(" ", 3);
    } catch (IOException e) {
      return Posture.UNKNOWN;
    }
    if (call[0].equals("running")) {
      return Posture.RUNNING;
    }
    if (!FUTEX.contains(call[0]) || call.length < 2) {
      return Posture.BLOCKED;
    }
    if (data.isEmpty()) {
      data.addAll(interpreterData(pid));
    }
    long address = Long.parseUnsignedLong(call[1].replaceFirst("^0x", ""), 16);
    return data.stream().anyMatch(region -> region.holds(address)) ? Posture.GIL : Posture.BLOCKED;
  }

  /** The writable parts of the interpreter, and what follows each without a name: its zeroes. */
  private List<Region> interpreterData(int pid) {
    List<Region> regions = new ArrayList<>();
    try {
      long end = 0;
      for (String line : text(pid, "maps").split("\n", -1)) {
        Matcher mapping = MAPPING.matcher(line);
        if (!mapping.matches() || !mapping.group(3).startsWith("rw")) {
          continue;
        }
        long from = Long.parseUnsignedLong(mapping.group(1), 16);
        long to = Long.parseUnsignedLong(mapping.group(2), 16);
        String path = mapping.group(4);
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (PYTHON.matcher(name).matches() || (path.isEmpty() && from == end)) {
          regions.add(new Region(from, to));
          end = to;
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return regions;
  }

  private String text(int pid, String file) throws IOException {
    return Files.readString(
        proc.resolve(Integer.toString(pid)).resolve(file), StandardCharsets.ISO_8859_1);
  }
}
