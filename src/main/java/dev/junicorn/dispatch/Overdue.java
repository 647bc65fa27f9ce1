package dev.junicorn.dispatch;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * What is known of a slot whose request was ended for its age.
 *
 * <pre>
 *   INTERRUPTED ──► BACK
 *        │           ▲
 *        └► ABANDONED┘
 * </pre>
 *
 * It is back when both have happened, in either order: the request has ended, and the interrupt can
 * hit nobody any more. Until then the slot gets nothing to do. Confined to the dispatch loop.
 */
final class Overdue {

  /** How the thread does. */
  enum State {
    /** The client has its 504, the thread an exception on its way. */
    INTERRUPTED,
    /** It did not come back in time: its worker is being replaced. */
    ABANDONED,
    /** The slot may be given the next request. */
    BACK
  }

  private static final Map<State, EnumSet<State>> MOVES =
      new EnumMap<>(
          Map.of(
              State.INTERRUPTED, EnumSet.of(State.ABANDONED, State.BACK),
              State.ABANDONED, EnumSet.of(State.BACK),
              State.BACK, EnumSet.noneOf(State.class)));

  private final Ticket ticket;
  private final long since;
  private final CompletionStage<?> told;
  private State state = State.INTERRUPTED;
  private boolean ended;
  private boolean settled;

  /**
   * @param since when the request was ended, {@link dev.junicorn.exchange.ServerTime#awake}
   * @param told completes when that was published, with the stack
   */
  Overdue(Ticket ticket, long since, CompletionStage<?> told) {
    this.ticket = ticket;
    this.since = since;
    this.told = told;
  }

  Ticket ticket() {
    return ticket;
  }

  long since() {
    return since;
  }

  /** Says what follows in the log after what it follows from. */
  void tellAfterwards(Runnable publish) {
    told.thenRun(publish);
  }

  State state() {
    return state;
  }

  /** The thread has ended the request, with an answer that nobody wants any more or without. */
  void requestEnded() {
    ended = true;
    backIfBoth();
  }

  /** No exception is on its way to the thread any more. */
  void interruptSettled() {
    settled = true;
    backIfBoth();
  }

  void abandon() {
    moveTo(State.ABANDONED);
  }

  private void backIfBoth() {
    if (ended && settled) {
      moveTo(State.BACK);
    }
  }

  private void moveTo(State next) {
    EnumSet<State> allowed = MOVES.get(state);
    if (allowed == null || !allowed.contains(next)) {
      throw new IllegalStateException(
          "request " + ticket.id() + ", overdue, cannot go from " + state + " to " + next);
    }
    state = next;
  }
}
