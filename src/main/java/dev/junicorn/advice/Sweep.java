package dev.junicorn.advice;

import dev.junicorn.doctor.Room;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Tries sizes and chooses one: the smallest that does nearly as well as the best that memory
 * carries; fewer workers are smaller, whatever their threads. The size of now stays where it does
 * as well.
 */
final class Sweep {

  /**
   * So much of the best throughput, and so much more than the best time, is as good as the best.
   */
  private static final double AS_GOOD = 0.97;

  /** No user sees less than this; in seconds. */
  private static final double UNSEEN = 0.001;

  /** More threads than this hinder each other in one interpreter. */
  private static final List<Integer> THREADS = List.of(1, 2, 3, 4, 6, 8, 12, 16, 24, 32);

  /** Up to this many workers each number is tried; beyond, steps as for the threads. */
  private static final int EACH = 9;

  private final Replay replay;
  private final Room room;
  private final Size current;
  private final int mostAtOnce;
  private final Map<Size, Prediction> tried = new TreeMap<>();

  /** Ordered by workers, then threads. */
  record Size(int workers, int threads) implements Comparable<Size> {
    @Override
    public int compareTo(Size other) {
      return Comparator.comparingInt(Size::workers)
          .thenComparingInt(Size::threads)
          .compare(this, other);
    }
  }

  /**
   * @param mostWorkers how many are tried at least, whether memory carries them or not
   * @param mostAtOnce how many requests ever were in the server at once: more slots than for these
   *     are not recommended
   */
  Sweep(Replay replay, Room room, int mostWorkers, Size current, int mostAtOnce) {
    this.replay = replay;
    this.room = room;
    this.current = current;
    this.mostAtOnce = mostAtOnce;
    TreeSet<Integer> threads = new TreeSet<>(THREADS);
    threads.add(current.threads());
    for (int workers : workers(Math.max(current.workers(), mostWorkers))) {
      for (int each : threads) {
        attempt(new Size(workers, each));
      }
      attempt(new Size(workers, Math.min(mostThreads(workers), THREADS.getLast())));
    }
  }

  /** Of so many workers: with these all that ever were there at once have a slot. */
  private int mostThreads(int workers) {
    return Math.ceilDiv(mostAtOnce, workers);
  }

  private SortedSet<Integer> workers(int most) {
    TreeSet<Integer> numbers = new TreeSet<>(List.of(current.workers(), most));
    int step = 1;
    for (int count = 1; count <= most; count += step) {
      numbers.add(count);
      step = count < EACH ? 1 : count / 2;
    }
    return numbers;
  }

  private Prediction attempt(Size size) {
    return tried.computeIfAbsent(size, this::predict);
  }

  private Prediction predict(Size size) {
    Replay.Outcome outcome = replay.run(size.workers(), size.threads());
    return new Prediction(
        size.workers(),
        size.threads(),
        outcome.queueP50(),
        outcome.queueP95(),
        outcome.durationP95(),
        outcome.throughput(),
        outcome.cores(),
        size.workers() * room.each(),
        size.workers() <= room.most());
  }

  /** Whether any size that memory carries serves anything. */
  boolean servesAny() {
    return inQuestion().stream().anyMatch(option -> option.throughput() > 0);
  }

  /** All that was tried, by workers, then threads. */
  List<Prediction> options() {
    return List.copyOf(tried.values());
  }

  Prediction current() {
    return attempt(current);
  }

  /** Any size, whether it was to be tried or not. */
  Prediction of(int workers, int threads) {
    return attempt(new Size(workers, threads));
  }

  Prediction recommended() {
    Prediction now = current();
    return isAsGoodAsTheBest(now) ? now : smallest();
  }

  /** The smallest that is as good as the best, also where the size of now is. */
  Prediction smallest() {
    Prediction found =
        inQuestion().stream()
            .filter(this::isAsGoodAsTheBest)
            .findFirst()
            .orElseGet(() ->
                inQuestion().stream()
                    .max(Comparator.comparingDouble(this::goodness))
                    .orElseThrow());
    return withFewerThreads(found);
  }

  /** Between the steps that were tried there may be a smaller one. */
  private Prediction withFewerThreads(Prediction found) {
    int below = THREADS.stream().filter(count -> count < found.threads()).reduce(0, (a, b) -> b);
    for (int threads = below + 1; threads < found.threads(); threads++) {
      Prediction smaller = attempt(new Size(found.workers(), threads));
      if (goodness(smaller) >= Math.min(AS_GOOD, goodness(found))) {
        return smaller;
      }
    }
    return found;
  }

  private boolean isAsGoodAsTheBest(Prediction option) {
    return option.fits() && goodness(option) >= AS_GOOD;
  }

  /** The worse of its two shares of the best: throughput and time. */
  private double goodness(Prediction option) {
    double throughput = inQuestion().stream().mapToDouble(Prediction::throughput).max().orElse(1);
    double time = inQuestion().stream().mapToDouble(Prediction::durationP95).min().orElse(0);
    boolean unseen = option.durationP95() - time <= UNSEEN;
    return Math.min(
        option.throughput() / Math.max(1e-9, throughput), unseen ? 1 : time / option.durationP95());
  }

  private List<Prediction> inQuestion() {
    return tried.values().stream()
        .filter(option -> option.fits() && (isNow(option) || isOfUse(option)))
        .toList();
  }

  private boolean isNow(Prediction option) {
    return option.workers() == current.workers() && option.threads() == current.threads();
  }

  private boolean isOfUse(Prediction option) {
    return option.threads() <= mostThreads(option.workers());
  }
}
