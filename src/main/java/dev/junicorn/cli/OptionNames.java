package dev.junicorn.cli;

import dev.junicorn.plan.ConfigError;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Every name of an option that may follow {@code --}: Junicorn's own and gunicorn's. As with
 * Python's argparse, the beginning of a name is enough where it fits only one.
 */
final class OptionNames {

  /** A misspelling has at most one wrong letter in three, and never more than this many. */
  private static final int LARGEST_DISTANCE = 3;

  private final SortedSet<String> names;

  OptionNames(Collection<String> names) {
    this.names = new TreeSet<>(names);
  }

  /**
   * The full name of an option.
   *
   * @param written the name as the user wrote it, from {@code --} on, without a value
   */
  String resolve(String written) {
    if (names.contains(written)) {
      return written;
    }
    List<String> candidates = startingWith(written);
    return switch (candidates.size()) {
      case 1 -> candidates.getFirst();
      case 0 -> throw unknown(written);
      default ->
          throw new ConfigError(
              written,
              "this could be " + String.join(" or ", candidates) + ".",
              "Write the name in full.");
    };
  }

  ConfigError unknown(String written) {
    String remedy =
        nearest(written)
            .map(name -> "Did you mean " + name + "?")
            .orElse("junicorn --help lists the options.");
    return new ConfigError(written, "there is no such option.", remedy);
  }

  private List<String> startingWith(String written) {
    return names.stream().filter(name -> name.startsWith(written)).toList();
  }

  private Optional<String> nearest(String written) {
    int tolerated = Math.min(LARGEST_DISTANCE, (written.length() - 2) / 3);
    String best = null;
    int bestDistance = tolerated + 1;
    for (String name : names) {
      int distance = distance(written, name);
      if (distance < bestDistance) {
        best = name;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Letters to insert, drop, change, or swap with their neighbour (optimal string alignment). */
  static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
      }
    }
    return cost[a.length()][b.length()];
  }

  private static int cheapest(int[][] cost, String a, String b, int i, int j) {
    int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
    int best = Math.min(cost[i - 1][j - 1] + same, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
