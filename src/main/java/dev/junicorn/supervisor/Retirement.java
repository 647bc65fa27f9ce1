package dev.junicorn.supervisor;

/** Why a worker that runs should make room for another. */
record Retirement(Cause cause, String reason) {

  /** How much hurry there is; the first goes first. */
  enum Cause {
    /** It does not serve as it should: replaced at once, beside any other replacement. */
    URGENT,
    /** It runs old code. */
    OUTDATED,
    /** It has the wrong number of threads. */
    WRONG_SIZE,
    /** More workers than wanted. */
    SURPLUS,
    /** Nothing is wrong with it: one such worker at a time. */
    PLANNED;

    /**
     * Whether the rest of its requests is ended when the grace period is over. Where nothing is
     * wrong with the worker they end by themselves or by their own deadline.
     */
    boolean bounded() {
      return this == URGENT || this == OUTDATED;
    }
  }
}
