package dev.junicorn.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How many workers and threads, and the sentences that say why.
 *
 * @param size the decision
 * @param sentences for the log, in order: workers, threads, what both come to
 * @param shortage a sentence where memory may not carry the workers that were asked for, or even
 *     one
 * @param workerMemory bytes that were reckoned for each worker
 */
public record Sizing(
    LaunchPlan.Size size,
    List<String> sentences,
    Optional<String> shortage,
    Sourced<Long> workerMemory) {

  private static final long MEBI = 1L << 20;

  /** What a worker with a middling Flask or Django app needs, until it has been measured. */
  public static final long WORKER_BYTES = 120 * MEBI;

  /**
   * Where so much for each would fit, all workers start at once, before one was measured: four
   * times what a middling one needs.
   */
  static final long PLENTY_BYTES = 4 * WORKER_BYTES;

  /**
   * So much more than it holds when it is ready is reckoned for a worker: what it takes with its
   * first requests (measured: Flask 0 %, Django 5 %, Django with {@code --preload} 21 %).
   */
  static final int GROWTH_PERCENT = 25;

  /** For the server process (about 100 MB) and the system. */
  static final long LEAST_ASIDE = 256 * MEBI;

  /** What the server process takes once it serves, more than at its start. */
  private static final long SERVER_GROWTH = 50 * MEBI;

  /** The share of the free memory that is left alone where that is more than the least. */
  static final int ASIDE_PERCENT = 15;

  /** Azure App Service's figure for Python apps; most of them wait for a database. */
  static final int DEFAULT_THREADS = 6;

  /** More threads than this hinder each other in one interpreter; another worker helps more. */
  public static final int MOST_THREADS = 32;

  /**
   * More workers than this, or threads in each, are a slip of the finger: nobody may ask for them.
   */
  public static final int MOST_ASKED = 1000;

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

  /**
   * How many workers memory carries, by one that was measured; never more than the rule says, never
   * fewer than one.
   *
   * @param machine as it is now, with the workers in it
   */
  public static Sourced<Integer> workers(Machine machine, MeasuredWorker measured) {
    Sourced<Long> each = new Sourced<>(grown(measured.bytes()), measured.describe());
    return new Decision(
            new Machine(
                machine.cores(), machine.freeMemory().map(free -> withHeld(free, measured))),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            each)
        .automaticWorkers();
  }

  /**
   * How many workers so many cores can use, by the rule that gunicorn's documentation gives: 2 x
   * cores + 1.
   */
  public static int mostWorkers(double cores) {
    return (int) Math.min(2L * (long) Math.ceil(cores) + 1, MOST_ASKED);
  }

  /** What is reckoned for a worker that holds so many bytes. */
  public static long grown(long bytes) {
    return bytes + bytes / 100 * GROWTH_PERCENT;
  }

  /** What workers hold is theirs. */
  private static Sourced<Long> withHeld(Sourced<Long> free, MeasuredWorker measured) {
    return new Sourced<>(
        free.value() + measured.together(),
        free.source() + ", and " + megabytes(measured.together()) + " that workers hold");
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
          new LaunchPlan.Size(
              count, threads.orElseGet(() -> automaticThreads(count.value())), open(), false);
      List<String> sentences = new ArrayList<>();
      sentences.add(counted(size.workers(), "worker", ""));
      sentences.add(counted(size.threads(), "thread", " in each worker"));
      sentences.add(together(size));
      return new Sizing(
          size, List.copyOf(sentences), machine.freeMemory().flatMap(this::shortage), workerMemory);
    }

    private LaunchPlan.Open open() {
      boolean plenty =
          machine
              .freeMemory()
              .map(free -> carriedBy(free.value(), Math.max(each(), PLENTY_BYTES)) >= byRule())
              .orElse(true);
      return new LaunchPlan.Open(
          workers.isEmpty(), threads.isEmpty(), workers.isEmpty() && !plenty);
    }

    private int byRule() {
      return mostWorkers(machine.cores().value());
    }

    private Sourced<Integer> automaticWorkers() {
      int cores = machine.cores().value();
      int wanted = byRule();
      String rule =
          "auto: 2 x %s + 1; %s from %s"
              .formatted(
                  plural(cores, "core"), cores == 1 ? "core" : "cores", machine.cores().source());
      Optional<Sourced<Long>> memory = machine.freeMemory();
      long carried = memory.map(free -> carriedBy(free.value(), each())).orElse((long) wanted);
      if (carried >= wanted) {
        return new Sourced<>(wanted, rule + memory.map(this::carries).orElse(""));
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
                  assumed() ? "" : " (" + workerMemory.source() + ")"));
    }

    /** Nothing to say of memory where it carries what was only assumed. */
    private String carries(Sourced<Long> free) {
      return assumed()
          ? ""
          : "; %s carries %d, with %s for each (%s)"
              .formatted(freeMemory(free), byRule(), megabytes(each()), workerMemory.source());
    }

    private boolean assumed() {
      return workerMemory.source().equals("default");
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

    private Optional<String> shortage(Sourced<Long> free) {
      if (free.value() < SERVER_GROWTH + each()) {
        return Optional.of(
            "%s may not carry even one worker: the server itself takes up to %s more, and a worker may need %s. Where processes get killed: more memory. %s would carry one"
                .formatted(
                    freeMemory(free),
                    megabytes(SERVER_GROWTH),
                    megabytes(each()),
                    megabytes(LEAST_ASIDE + each())));
      }
      return workers
          .map(Sourced::value)
          .filter(count -> count > fitting(free))
          .map(count ->
              "%s may not fit: %s, of which each may need %s. Where processes get killed: --workers %d"
                  .formatted(
                      plural(count, "worker"), freeMemory(free), megabytes(each()), fitting(free)));
    }

    /** At least the one without which nothing is served. */
    private long fitting(Sourced<Long> free) {
      return Math.max(1, carriedBy(free.value(), each()));
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
  public static long carriedBy(long freeBytes, long workerBytes) {
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
