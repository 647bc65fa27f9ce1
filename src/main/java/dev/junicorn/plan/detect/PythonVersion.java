package dev.junicorn.plan.detect;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A version of Python such as {@code 3.11.2}.
 *
 * @param parts at least one number
 */
public record PythonVersion(List<Integer> parts) implements Comparable<PythonVersion> {

  private static final Pattern SYNTAX = Pattern.compile("[0-9]{1,6}(\\.[0-9]{1,6}){0,4}");

  /** Reads {@code 3.11.2}; empty where the text is something else. */
  public static Optional<PythonVersion> parse(String text) {
    return SYNTAX.matcher(text).matches()
        ? Optional.of(
            new PythonVersion(Arrays.stream(text.split("\\.", -1)).map(Integer::valueOf).toList()))
        : Optional.empty();
  }

  /** A number of the version; 0 where it is not written. */
  int part(int index) {
    return index < parts.size() ? parts.get(index) : 0;
  }

  /** Whether this version is the other or one of its patches: 3.11.2 starts with 3.11. */
  boolean startsWith(PythonVersion other) {
    return parts.size() >= other.parts.size()
        && parts.subList(0, other.parts.size()).equals(other.parts);
  }

  /** The first version that does not belong to this one's series: 3.11 for 3.10. */
  PythonVersion next() {
    int last = parts.size() - 1;
    List<Integer> next =
        IntStream.range(0, parts.size())
            .mapToObj(index -> index == last ? parts.get(index) + 1 : parts.get(index))
            .toList();
    return new PythonVersion(next);
  }

  PythonVersion withoutLast() {
    return new PythonVersion(parts.subList(0, Math.max(1, parts.size() - 1)));
  }

  @Override
  public int compareTo(PythonVersion other) {
    for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
      int order = Integer.compare(part(i), other.part(i));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  @Override
  public String toString() {
    return String.join(".", parts.stream().map(String::valueOf).toList());
  }
}
