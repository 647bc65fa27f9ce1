package dev.junicorn.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many workers and threads, and the sentences that say why.
 *
 * @param size the decision
 * @param sentences for the log, in order: workers, threads, what both come to
 * @param workerMemory bytes that were reckoned for each worker
 */
public record Sizing(LaunchPlan.Size size, List<String> sentences, Sourced<Long> workerMemory) {

  private static final long MEBI = 1L << 20;

  /** What a worker with a middling Flask or Django app needs, until it has been measured. */
  static final long WORKER_BYTES = 120 * MEBI;

  /** For the server process (about 100 MB) and the system. */
  static final long LEAST_ASIDE = 256 * MEBI;

  /** The share of the free memory that is left alone where that is more than the least. */
  static final int ASIDE_PERCENT = 15;

  /** Azure App Service's figure for Python apps; most of them wait for a database. */
  static final int DEFAULT_THREADS = 6;

  /** More threads than this hinder each other in one interpreter; another worker helps more. */
  static final int MOST_THREADS = 32;

  /**
   * Decides what the user left open.
   *
   * @param workers what the user asked for, at least 1
   * @param threads what the user asked for, at least 1
   */
  public static Sizing decide(
      Machine machine, Optional<Sourced<Integer>> workers, Optional<Sourced<Integer>> threads) {
    return new Decision(
            machine, workers, threads, Optional.empty(), Sourced.byDefault(WORKER_BYTES))
        .decide();
  }

  /** Decides with all that a plan was asked for. */
  public static Sizing decide(PlanRequest request) {
    return new Decision(
            request.machine(),
            request.workers(),
            request.threads(),
            request.ioShare(),
            request.workerMemory().orElse(Sourced.byDefault(WORKER_BYTES)))
        .decide();
  }

  /** Bytes that the workers need together, by what was reckoned for each. */
  public long memory() {
    return size.workers().value() * workerMemory.value();
  }

  /** One decision: what is known, and how it is made. */
  private record Decision(
      Machine machine,
      Optional<Sourced<Integer>> workers,
      Optional<Sourced<Integer>> threads,
      Optional<Sourced<Integer>> ioShare,
      Sourced<Long> workerMemory) {

    Sizing decide() {
      Sourced<Integer> count = workers.orElseGet(this::automaticWorkers);
      LaunchPlan.Size size =
          new LaunchPlan.Size(count, threads.orElseGet(() -> automaticThreads(count.value())));
      List<String> sentences = new ArrayList<>();
      sentences.add(counted(size.workers(), "worker", ""));
      sentences.add(counted(size.threads(), "thread", " in each worker"));
      sentences.add(together(size));
      workers.flatMap(asked -> shortage(asked.value())).ifPresent(sentences::add);
      return new Sizing(size, List.copyOf(sentences), workerMemory);
    }

    private Sourced<Integer> automaticWorkers() {
      int cores = machine.cores().value();
      int wanted = (int) Math.min(2L * cores + 1, Integer.MAX_VALUE);
      String rule =
          "auto: 2 x %s + 1; %s from %s"
              .formatted(
                  plural(cores, "core"), cores == 1 ? "core" : "cores", machine.cores().source());
      Optional<Sourced<Long>> memory = machine.freeMemory();
      long carried = memory.map(free -> carriedBy(free.value(), each())).orElse((long) wanted);
      if (carried >= wanted) {
        return new Sourced<>(wanted, rule);
      }
      return new Sourced<>(
          (int) Math.max(1, carried),
          "auto: %d by the rule 2 x %s + 1, but %s, %s, carries no more; taken %s for each%s"
              .formatted(
                  wanted,
                  plural(cores, "core"),
                  memory.map(Sizing::freeMemory).orElse(""),
                  aside(memory.map(Sourced::value).orElse(0L)),
                  megabytes(each()),
                  workerMemory.source().equals("default")
                      ? ""
                      : " (" + workerMemory.source() + ")"));
    }

    /** Enough threads that the cores have work while the others wait. */
    private Sourced<Integer> automaticThreads(int workerCount) {
      if (ioShare.isEmpty()) {
        return new Sourced<>(
            DEFAULT_THREADS,
            "auto: the default, right for apps that wait for a database or an API");
      }
      int waiting = ioShare.get().value();
      int cores = machine.cores().value();
      long atOnce = ceiling(100L * cores, 100 - waiting);
      long wanted = ceiling(atOnce, workerCount);
      return new Sourced<>(
          Math.clamp(wanted, 1, MOST_THREADS),
          "auto: requests wait %d %% of their time (%s), so %d at once keep %s busy; shared by %s%s"
              .formatted(
                  waiting,
                  ioShare.get().source(),
                  atOnce,
                  plural(cores, "core"),
                  plural(workerCount, "worker"),
                  wanted > MOST_THREADS ? ", at most " + MOST_THREADS + " in each" : ""));
    }

    private Optional<String> shortage(int count) {
      return machine
          .freeMemory()
          .filter(free -> count > Math.max(1, carriedBy(free.value(), each())))
          .map(free ->
              "%s may not fit: %s. Where processes get killed, lower --workers"
                  .formatted(plural(count, "worker"), freeMemory(free)));
    }

    private String together(LaunchPlan.Size size) {
      long slots = (long) size.workers().value() * size.threads().value();
      return "%d x %d = %d %s at once, about %s for the workers"
          .formatted(
              size.workers().value(),
              size.threads().value(),
              slots,
              slots == 1 ? "request" : "requests",
              megabytes(size.workers().value() * each()));
    }

    private long each() {
      return Math.max(1, workerMemory.value());
    }
  }

  private static long ceiling(long dividend, long divisor) {
    return (dividend + divisor - 1) / divisor;
  }

  /** How many workers fit into this much free memory; 0 where not even one does. */
  static long carriedBy(long freeBytes, long workerBytes) {
    return Math.max(0, freeBytes - asideOf(freeBytes)) / workerBytes;
  }

  private static long asideOf(long freeBytes) {
    return Math.max(LEAST_ASIDE, freeBytes / 100 * ASIDE_PERCENT);
  }

  private static String aside(long freeBytes) {
    return megabytes(asideOf(freeBytes)) + " of it kept for server and system";
  }

  private static String freeMemory(Sourced<Long> free) {
    return megabytes(free.value()) + " of free memory (" + free.source() + ")";
  }

  private static String counted(Sourced<Integer> count, String noun, String where) {
    return plural(count.value(), noun) + where + " (" + count.source() + ")";
  }

  private static String plural(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  /** Whole megabytes as users count them on a machine's label: 1 MB = 1048576 bytes. */
  static String megabytes(long bytes) {
    return bytes / MEBI + " MB";
  }
}
