package dev.junicorn.plan;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The kernel's way to write a set of processors (cpuset(7), "List format"). */
public final class CpuList {

  /** More than any Linux is built for. */
  private static final long MOST = 1 << 16;

  private CpuList() {}

  /** The numbers of {@code 0-3,8,10-11}; none where the text is something else. */
  public static SortedSet<Integer> parse(String list) {
    SortedSet<Integer> numbers = new TreeSet<>();
    for (String range : list.strip().split(",", -1)) {
      String[] ends = range.split("-", 2);
      Optional<Long> first = MachineReader.number(ends[0]);
      Optional<Long> last = MachineReader.number(ends[ends.length - 1]);
      if (first.isEmpty() || last.isEmpty() || last.get() < first.get() || last.get() > MOST) {
        return new TreeSet<>();
      }
      for (int number = Math.toIntExact(first.get()); number <= last.get(); number++) {
        numbers.add(number);
      }
    }
    return numbers;
  }
}
