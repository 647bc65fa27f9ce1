package dev.junicorn.dispatch;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a slot. Those that may be expected to take about as long are one
 * {@link Band}, oldest first, and the bands take turns. In its turn a band gets a slot for one
 * request, or for as many as take a twentieth of the time of the longest that waits. So a brief
 * request does not wait for all the long ones that came before it, and brief ones together take
 * little from long ones.
 *
 * <pre>
 *   put back  ───────────────────────────► before all others
 *   BRIEF     ──┐
 *   SHORT     ──┤ in turn: one of each,
 *   LONG      ──┤ or some brief ones     ──► next
 *   LASTING   ──┘
 * </pre>
 *
 * <p>Who cannot be given a slot now keeps his turn. Meanwhile others may be sent ahead to slots
 * that are busy, for the same part of the time: a slot that always has more to do never gets free.
 * The same holds for who was put back.
 *
 * <p>Confined to the dispatch loop.
 */
final class WaitQueue {

  /** The part of the longest request's time that a briefer band gets in its turn. */
  private static final int SHARE = 20;

  /** What a request costs its band at least, nanoseconds: else a turn might have no end. */
  private static final long LEAST = 10_000;

  /**
   * How many are moved to a slower band at a time, when their kind turns out to be slower. The rest
   * follows later: no turn is long.
   */
  private static final int MOST_MOVES = 64;

  private final int limit;
  private final ToLongFunction<Ticket> expectation;
  private final ToLongFunction<Ticket> cost;
  private final TicketList returned = new TicketList();
  private final Map<Band, TicketList> bands = new EnumMap<>(Band.class);
  private Band turn = Band.BRIEF;
  private long spent;
  private long lent;
  private long passed;
  private int size;

  /**
   * @param limit how many new requests may wait; what is taken back from a slot has a place in any
   *     case
   * @param expectation how long a request may be expected to take by what is known now, nanoseconds
   * @param cost the same as its band is charged with; of those of which nothing is known it is a
   *     guess
   */
  WaitQueue(int limit, ToLongFunction<Ticket> expectation, ToLongFunction<Ticket> cost) {
    this.limit = limit;
    this.expectation = expectation;
    this.cost = cost;
    for (Band band : Band.values()) {
      bands.put(band, new TicketList());
    }
  }

  int size() {
    return size;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int limit() {
    return limit;
  }

  /** Queues a new request; false if the queue is full. */
  boolean offer(Ticket ticket) {
    if (size >= limit) {
      return false;
    }
    list(bandOf(ticket)).addLast(ticket);
    size++;
    return true;
  }

  /** Puts a request back in front of all others: it has waited its turn already. */
  void putBack(Ticket ticket) {
    returned.addFirst(ticket);
    size++;
  }

  /** Whether nobody stands before a request that waits among those that take as long. */
  boolean isFirst(Ticket ticket) {
    return ticket.previous == null;
  }

  /**
   * Offers those whose turn it is, one after the other, until nobody is taken any more.
   *
   * @param taker takes a request, which is out of the queue then, or says no
   */
  void serve(Predicate<Ticket> taker) {
    Ticket back = returned.first();
    while (back != null && give(back, returned, taker)) {
      back = returned.first();
    }
    if (back == null) {
      passed = 0;
    }
    Set<Band> stuck = EnumSet.noneOf(Band.class);
    for (Band band = next(stuck); band != null; band = next(stuck)) {
      Ticket first = firstOf(band);
      if (first == null) {
        continue; // all of it are slower than was known, and wait elsewhere now
      }
      if (give(first, list(band), taker)) {
        account(band, first);
      } else {
        stuck.add(band);
      }
    }
  }

  /** Takes a request out, wherever it stands. */
  void remove(Ticket ticket) {
    TicketList list = ticket.list;
    if (list == null) {
      throw new IllegalStateException("request " + ticket.id() + " does not wait");
    }
    list.remove(ticket);
    size--;
  }

  /** When the longest wait began; {@code now} where nobody waits. */
  long oldestSince(long now) {
    return all()
        .map(Ticket::waitingSince)
        .reduce((one, other) -> one - other < 0 ? one : other)
        .orElse(now);
  }

  /** Those whose wait began at {@code time} or before. */
  List<Ticket> since(long time) {
    return all().filter(ticket -> ticket.waitingSince() - time <= 0).toList();
  }

  private Stream<Ticket> all() {
    return Stream.concat(Stream.of(returned), bands.values().stream()).flatMap(TicketList::stream);
  }

  /** Out of the queue while it is offered: a taker may add others. */
  private boolean give(Ticket ticket, TicketList list, Predicate<Ticket> taker) {
    remove(ticket);
    if (taker.test(ticket)) {
      return true;
    }
    list.addFirst(ticket);
    size++;
    return false;
  }

  /** The band whose turn it is, of those that are not stuck; null where nobody else waits. */
  private @Nullable Band next(Set<Band> stuck) {
    for (int i = 0; i < bands.size() && list(turn).first() == null; i++) {
      pass();
    }
    Ticket back = returned.first();
    Band held = back != null && passed >= share() ? bandOf(back) : null;
    boolean mayLend = !stuck.contains(turn) || lent < share();
    Band band = turn;
    for (int i = 0; i < bands.size(); i++) {
      if (list(band).first() != null
          && !stuck.contains(band)
          && (held == null || band.compareTo(held) > 0)
          && (mayLend || band.compareTo(turn) > 0)) {
        return band;
      }
      band = band.next();
    }
    return null;
  }

  /** A request has got a slot in its band's turn, or in that of a band that is stuck. */
  private void account(Band band, Ticket served) {
    long time = Math.max(cost.applyAsLong(served), LEAST);
    Ticket back = returned.first();
    if (back != null && band.compareTo(bandOf(back)) <= 0) {
      passed += time;
    }
    if (band.compareTo(turn) > 0) {
      return; // it takes a free slot, of which the band whose turn it is has no need
    }
    if (band != turn) {
      lent += time;
      return;
    }
    spent += time;
    if (spent >= share()) {
      pass();
    }
  }

  private void pass() {
    turn = turn.next();
    spent = 0;
    lent = 0;
  }

  /** A part of what the slowest of those may take who are first, nanoseconds. */
  private long share() {
    Ticket back = returned.first();
    long longest = back == null ? 0 : expectation.applyAsLong(back);
    for (TicketList list : bands.values()) {
      Ticket first = list.first();
      if (first != null) {
        longest = Math.max(longest, expectation.applyAsLong(first));
      }
    }
    return longest / SHARE;
  }

  /** The first of a band that still belongs there: others are slower than was known before. */
  private @Nullable Ticket firstOf(Band band) {
    TicketList list = list(band);
    Ticket first = list.first();
    for (int moves = 0; first != null && moves < MOST_MOVES; moves++) {
      Band right = bandOf(first);
      if (right.compareTo(band) <= 0) {
        return first;
      }
      list.remove(first);
      list(right).addLast(first);
      first = list.first();
    }
    return first;
  }

  private Band bandOf(Ticket ticket) {
    return Band.of(expectation.applyAsLong(ticket));
  }

  private TicketList list(Band band) {
    return Objects.requireNonNull(bands.get(band));
  }
}
