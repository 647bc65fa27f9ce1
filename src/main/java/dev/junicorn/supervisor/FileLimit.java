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
    return objection(workers, threads, 0);
  }

  private Optional<String> objection(int workers, int threads, int surge) {
    int limit = most.getAsInt();
    long ofAWorker = OF_A_WORKER + (long) OF_A_THREAD * threads;
    long needed = OWN + workers * ofAWorker + surge * ofAWorker;
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
                surge == 0 ? "" : surge + " more while others are replaced, "));
  }

  /** Why workers of this size cannot be replaced, of which some live beside the others then. */
  public Optional<String> objectionToReplacing(int workers, int threads) {
    return objection(workers, threads, Desired.surge(workers));
  }
}
