package dev.junicorn.supervisor;

import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * How many files the server may open, and which sizes fit below that. Beyond it, what comes first
 * fails: workers that boot, clients, and the order to go back to a smaller size.
 *
 * @param most the limit of now; 0 for none
 */
public record FileLimit(IntSupplier most) {

  /** Of a server without workers and clients. */
  private static final int OWN = 20;

  private static final int OF_A_WORKER = 3;

  /** A stream, both ends of an inbox, one of the answers. */
  private static final int OF_A_THREAD = 4;

  /** With less it would be ready and answer nobody. */
  private static final int FEWEST_CLIENTS = 8;

  /** Why a server cannot have this size, and what to do; empty if it can. */
  public Optional<String> objection(int workers, int threads) {
    return objection(workers, threads, 0, "");
  }

  /**
   * @param beside for how many files there has to be room beside these workers'
   * @param what whose they are
   */
  private Optional<String> objection(int workers, int threads, long beside, String what) {
    int limit = most.getAsInt();
    long needed = OWN + workers * ofAWorker(threads) + beside;
    if (limit == 0 || limit >= needed + FEWEST_CLIENTS) {
      return Optional.empty();
    }
    return Optional.of(
        "This process may open %d files, and the server needs %d for %d %s with %d %s each, %sand some for clients. Raise the limit: ulimit -n, or LimitNOFILE= of systemd."
            .formatted(
                limit,
                needed,
                workers,
                workers == 1 ? "worker" : "workers",
                threads,
                threads == 1 ? "thread" : "threads",
                what));
  }

  private static long ofAWorker(int threads) {
    return OF_A_WORKER + (long) OF_A_THREAD * threads;
  }

  /** Why workers of this size cannot be replaced, of which some live beside the others then. */
  public Optional<String> objectionToReplacing(int workers, int threads) {
    int surge = Desired.surge(workers);
    return objection(
        workers, threads, surge * ofAWorker(threads), surge + " more while others are replaced, ");
  }

  /**
   * Why the workers of now cannot be replaced by those of another size; they are it one by one, and
   * with the surge no more live at a time than later do.
   */
  Optional<String> objectionToChanging(int workersNow, int threadsNow, int workers, int threads) {
    int surge = Desired.surge(workers);
    int larger = threadsNow > threads ? Math.min(workersNow, workers + surge) : 0;
    long beside =
        surge * ofAWorker(threads) + larger * (ofAWorker(threadsNow) - ofAWorker(threads));
    String what = surge + " more while others are replaced, ";
    return objection(
        workers,
        threads,
        beside,
        larger == 0
            ? what
            : what + "%d of them with %d threads before, ".formatted(larger, threadsNow));
  }
}
