package dev.junicorn.dispatch;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.ServerTime;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request in the dispatcher's hands, from the wait queue to its answer.
 *
 * <pre>
 *   QUEUED ──► SENT ──► ANSWERING ──► DONE
 *     ▲  └───────┼───────────────────► ▲
 *     └──────────┴─────────────────────┘
 *   taken back,   answered whole, failed
 *   or run again after its worker died
 * </pre>
 *
 * Confined to the dispatch loop.
 */
final class Ticket {

  /** Where the request is. */
  enum State {
    /** In the wait queue, or about to be. */
    QUEUED,
    /** In a slot's inbox or with its thread. */
    SENT,
    /** The client has been sent the head of the answer. */
    ANSWERING,
    /** Answered, one way or another. */
    DONE
  }

  private static final Map<State, EnumSet<State>> MOVES =
      new EnumMap<>(
          Map.of(
              State.QUEUED, EnumSet.of(State.SENT, State.DONE),
              State.SENT, EnumSet.of(State.QUEUED, State.ANSWERING, State.DONE),
              State.ANSWERING, EnumSet.of(State.DONE),
              State.DONE, EnumSet.noneOf(State.class)));

  private final int id;
  private final Exchange exchange;
  private long waitingSince;
  private int deaths;
  private @Nullable Failure interruption;
  private State state = State.QUEUED;
  private @Nullable Slot slot;
  private long sentAt;
  private long awakeWhenSent;
  private boolean quick;
  private boolean warned;

  /** Where it waits; like the links of that, owned by the wait queue. */
  @Nullable TicketList list;

  @Nullable Ticket previous;

  @Nullable Ticket next;

  Ticket(int id, Exchange exchange, long arrivedAt) {
    this.id = id;
    this.exchange = exchange;
    this.waitingSince = arrivedAt;
  }

  int id() {
    return id;
  }

  Exchange exchange() {
    return exchange;
  }

  /**
   * When its wait for a slot began: at its arrival, and again with each {@link #runAgain}; {@link
   * ServerTime#awake} as all waits are.
   */
  long waitingSince() {
    return waitingSince;
  }

  /** How many workers died while they ran it, for no other reason that is known. */
  int deaths() {
    return deaths;
  }

  State state() {
    return state;
  }

  /** The slot it was sent to, null while it is queued. */
  @Nullable Slot slot() {
    return slot;
  }

  /** When it was sent, as workers tell the time, {@link ServerTime#now}. */
  long sentAt() {
    return sentAt;
  }

  /** For how long the server has stood still since then. */
  long stoodStill(long now, long awake) {
    return now - sentAt - (awake - awakeWhenSent);
  }

  /** Whether it was expected to be quick when it was sent. */
  boolean isQuick() {
    return quick;
  }

  /** Whether it was said that its deadline is near. */
  boolean warned() {
    return warned;
  }

  void warn() {
    warned = true;
  }

  void sentTo(Slot target, long now, long awake, boolean expectedQuick) {
    moveTo(State.SENT);
    slot = target;
    sentAt = now;
    awakeWhenSent = awake;
    quick = expectedQuick;
    warned = false;
  }

  void takenBack() {
    moveTo(State.QUEUED);
    slot = null;
    exchange.servedBy(0);
  }

  /**
   * What it is answered with in the queue. One that was started is not told that it was not: but
   * for a stop, and for who has left, it gets what it would have got at once without another try.
   */
  Failure unserved(Failure why) {
    boolean isForAll = why instanceof Failure.Stopping || why instanceof Failure.ClientGone;
    return interruption == null || isForAll ? why : interruption;
  }

  /** A worker died while it ran this, which may be the reason. */
  void workerDied() {
    deaths++;
  }

  /**
   * Back to the queue although it was started: only for safe methods, and before any answer.
   *
   * @param otherwise what it is answered with where nobody runs it again
   */
  void runAgain(long awake, Failure otherwise) {
    takenBack();
    interruption = otherwise;
    waitingSince = awake;
  }

  /**
   * Moves on.
   *
   * @throws IllegalStateException if the diagram has no such arrow
   */
  void moveTo(State to) {
    EnumSet<State> allowed = MOVES.get(state);
    if (allowed == null || !allowed.contains(to)) {
      throw new IllegalStateException("request " + id + " cannot go from " + state + " to " + to);
    }
    state = to;
  }
}
