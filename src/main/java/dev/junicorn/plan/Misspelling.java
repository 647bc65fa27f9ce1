package dev.junicorn.plan;

import java.util.Collection;
import java.util.Optional;

/** Finds what somebody meant who wrote a word that does not exist. */
public final class Misspelling {

  /** At most one wrong letter in so many. */
  private static final int LETTERS_PER_SLIP = 3;

  /** Never more than this many. */
  private static final int LARGEST_DISTANCE = 3;

  private Misspelling() {}

  /**
   * The nearest of the words, the first of several; empty where none is near enough.
   *
   * @param written as the user wrote it; dashes before it do not count as letters
   */
  public static Optional<String> of(String written, Collection<String> words) {
    int letters = written.replaceFirst("^--?", "").length();
    String best = null;
    int bestDistance = Math.min(LARGEST_DISTANCE, letters / LETTERS_PER_SLIP) + 1;
    for (String word : words) {
      int distance = distance(written, word);
      if (distance < bestDistance) {
        best = word;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Letters to insert, drop, change, or swap with their neighbour (optimal string alignment). */
  private static int distance(String a, String b) {
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
