package dev.junicorn.supervisor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Compares what is wanted with what is there. Pure: no clock, no process, no thread. */
final class Reconciler {

  private Reconciler() {}

  /**
   * Says what to do.
   *
   * @param wanted how many workers there should be; 0 while stopping
   * @param observed the states of the workers there are
   * @param backoff how recent deaths hold back replacements
   * @param now monotonic nanoseconds
   */
  static List<Action> plan(
      int wanted, Collection<WorkerState> observed, RestartBackoff backoff, long now) {
    long present = observed.stream().filter(WorkerState::counts).count();
    long missing = wanted - present;
    if (missing <= 0) {
      return List.of();
    }
    if (backoff.deaths() > 0 && now - backoff.notBefore() < 0) {
      return List.of(new Action.LookAgain(backoff.notBefore()));
    }
    List<Action> actions = new ArrayList<>();
    for (long i = 0; i < missing; i++) {
      actions.add(new Action.Fork(reason(wanted, backoff)));
    }
    return actions;
  }

  private static String reason(int wanted, RestartBackoff backoff) {
    return backoff.deaths() == 0
        ? wanted + " wanted"
        : "replaces one that died; death " + backoff.deaths() + " in a row";
  }
}
