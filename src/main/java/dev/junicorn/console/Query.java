package dev.junicorn.console;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * What stands behind the question mark: one number, or nothing.
 *
 * @param value empty where the query is empty
 * @param complaint what is wrong with it; empty where nothing is
 */
record Query(OptionalInt value, Optional<String> complaint) {

  /** Longer than any number that is meant. */
  private static final int MOST_DIGITS = 6;

  /**
   * Reads {@code name=N}.
   *
   * @param most the largest N; the smallest is 1
   */
  static Query number(String query, String name, int most) {
    if (query.isEmpty()) {
      return new Query(OptionalInt.empty(), Optional.empty());
    }
    String prefix = name + "=";
    String digits = query.startsWith(prefix) ? query.substring(prefix.length()) : "";
    if (digits.length() <= MOST_DIGITS && digits.matches("[0-9]+")) {
      int number = Integer.parseInt(digits);
      if (number >= 1 && number <= most) {
        return new Query(OptionalInt.of(number), Optional.empty());
      }
    }
    return refused(
        "?%s: only %sN is known here, with N from 1 to %d".formatted(query, prefix, most));
  }

  /** For paths that take none. */
  static Query none(String query) {
    return query.isEmpty()
        ? new Query(OptionalInt.empty(), Optional.empty())
        : refused("?%s: nothing can be asked for here".formatted(query));
  }

  private static Query refused(String complaint) {
    return new Query(OptionalInt.empty(), Optional.of(complaint));
  }
}
