package dev.junicorn.probe;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * Decides how many requests to send next: 1, 2, 4, ... until more do not help, and the last size
 * again until it is certain. The number of volleys is bounded, whatever comes back.
 *
 * @param max the largest number of requests at once, at least 2
 */
record Schedule(int max) {

  /** A request must take this long to be told from the noise of networks and schedulers. */
  static final Duration SHORTEST_SERVICE = Duration.ofMillis(50);

  private static final int SINGLES = 2;

  /** So many more requests than seem to run at once show steps that cannot be overlooked. */
  private static final int CLEARLY_MORE = 4;

  /** How often the largest result must be seen for sure. */
  static final int CONFIRMATIONS = 3;

  private static final int MOST_REPEATS = 9;

  /** The same for a server that shows its best now and then only: gunicorn in one of three. */
  private static final int UNEVEN_CONFIRMATIONS = 6;

  private static final int UNEVEN_MOST_REPEATS = 15;

  /** Volleys that a busy machine may spoil before they are taken as they are. */
  private static final int MOST_SPOILED = 4;

  /** The share of the service time for which the prober may have been without a processor. */
  private static final double TOLERATED_PAUSE = 0.25;

  /** Room for answers that come later than foreseen. */
  private static final double LATER = 1.3;

  /**
   * The size of the next volley; empty where it is enough.
   *
   * @param volleys those so far, without the one that warms the server up
   * @param left of the time for all
   */
  OptionalInt next(List<Volley> volleys, Duration left) {
    if (!volleys.isEmpty() && !volleys.getLast().errors().isEmpty()) {
      return OptionalInt.empty();
    }
    if (volleys.size() < SINGLES) {
      return OptionalInt.of(1);
    }
    Judgement judgement = Judgement.of(volleys);
    Duration service = judgement.service();
    if (service.compareTo(SHORTEST_SERVICE) < 0) {
      return OptionalInt.empty();
    }
    int seen = seen(volleys, judgement);
    int size = size(volleys, judgement, seen);
    return size > 0 && expected(size, seen, service).compareTo(left) < 0
        ? OptionalInt.of(size)
        : OptionalInt.empty();
  }

  /** Whether the prober slept while answers came, so that their times cannot be believed. */
  static boolean isSpoiled(Volley volley, Duration service) {
    return volley.pause().toNanos() > service.toNanos() * TOLERATED_PAUSE;
  }

  private int size(List<Volley> volleys, Judgement judgement, int seen) {
    Duration service = judgement.service();
    int largest = volleys.stream().mapToInt(Volley::asked).max().orElse(1);
    long spoiled = volleys.stream().filter(volley -> isSpoiled(volley, service)).count();
    if (isSpoiled(volleys.getLast(), service) && spoiled <= MOST_SPOILED) {
      return largest;
    }
    if (largest < max && largest < CLEARLY_MORE * seen) {
      return Math.min(max, 2 * largest);
    }
    long repeats = volleys.stream().filter(volley -> volley.asked() == largest).count();
    boolean uneven = isUneven(volleys, judgement, seen);
    boolean certain =
        seen == largest
            || confirmed(volleys, largest, judgement, seen)
                >= (uneven ? UNEVEN_CONFIRMATIONS : CONFIRMATIONS);
    return certain || repeats >= (uneven ? UNEVEN_MOST_REPEATS : MOST_REPEATS) ? 0 : largest;
  }

  private static boolean isUneven(List<Volley> volleys, Judgement judgement, int seen) {
    return volleys.stream()
        .filter(volley -> !isSpoiled(volley, judgement.service()))
        .anyMatch(volley -> judgement.isShort(volley, seen));
  }

  private static int seen(List<Volley> volleys, Judgement judgement) {
    return volleys.stream()
        .filter(volley -> !isSpoiled(volley, judgement.service()))
        .mapToInt(judgement::atOnce)
        .max()
        .orElse(1);
  }

  private static long confirmed(List<Volley> volleys, int largest, Judgement judgement, int seen) {
    return volleys.stream()
        .filter(volley -> volley.asked() == largest && !isSpoiled(volley, judgement.service()))
        .filter(volley -> judgement.atOnce(volley) == seen)
        .count();
  }

  private static Duration expected(int size, int seen, Duration service) {
    int rounds = (size + seen - 1) / Math.max(1, seen);
    return Duration.ofNanos((long) (service.toNanos() * rounds * LATER));
  }
}
