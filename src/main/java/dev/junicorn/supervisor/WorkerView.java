package dev.junicorn.supervisor;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A worker as the reconciler sees it.
 *
 * @param id numbers grow: the larger is the younger
 * @param retirement why it should make room for another; empty for one that may stay
 * @param deadline when its state has lasted too long, monotonic nanoseconds; empty for never
 */
record WorkerView(
    int id,
    int generation,
    int threads,
    WorkerState state,
    Optional<Retirement> retirement,
    OptionalLong deadline) {

  boolean is(WorkerState wanted) {
    return state == wanted;
  }

  /** Whether it is on its way to take requests. */
  boolean coming() {
    return state == WorkerState.FORKING || state == WorkerState.BOOTING;
  }

  /** Whether it finishes its requests, however long they take. */
  boolean drainsUnbounded() {
    return state == WorkerState.DRAINING
        && retirement.isPresent()
        && !retirement.get().cause().bounded();
  }

  /** Whether it is replaced though nothing is wrong with it. */
  boolean planned() {
    return retirement.isPresent() && retirement.get().cause() == Retirement.Cause.PLANNED;
  }
}
