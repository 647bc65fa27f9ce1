package dev.junicorn.supervisor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Who waits for a reload: those of the one that is under way, and those of the next, who share it
 * however many they are. Confined to the supervisor's thread.
 */
final class ReloadAskers {

  private final List<CompletableFuture<ReloadOutcome>> current = new ArrayList<>();
  private final List<CompletableFuture<ReloadOutcome>> next = new ArrayList<>();
  private String nextReason = "";

  /** Waits for the reload that begins now. */
  void join(CompletableFuture<ReloadOutcome> asker) {
    current.add(asker);
  }

  /**
   * Waits for the next reload.
   *
   * @param reason for the log, in the place of those of the others
   */
  void queue(CompletableFuture<ReloadOutcome> asker, String reason) {
    next.add(asker);
    nextReason = reason;
  }

  /** The next reload begins now: its reason, if somebody waits for it. */
  Optional<String> beginNext() {
    if (next.isEmpty()) {
      return Optional.empty();
    }
    current.addAll(next);
    next.clear();
    return Optional.of(nextReason);
  }

  /** Those of the reload under way, who wait no longer: to be told its outcome. */
  List<CompletableFuture<ReloadOutcome>> takeCurrent() {
    List<CompletableFuture<ReloadOutcome>> askers = List.copyOf(current);
    current.clear();
    return askers;
  }

  /** There will be no reload any more. */
  void dismiss(ReloadOutcome outcome) {
    beginNext();
    takeCurrent().forEach(asker -> asker.complete(outcome));
  }
}
