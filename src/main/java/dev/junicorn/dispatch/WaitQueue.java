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
 * The requests that wait for a slot. The oldest is next, but briefer ones may pass those that take
 * longer: for a twentieth of the time that longer ones get. So a brief request does not wait for
 * all the long ones that came before it, brief ones together take little from long ones, and nobody
 * waits for one that takes longer and came later.
 *
 * <p>Those that may be expected to take about as long are one {@link Band}, in the order of their
 * arrival. What was put back comes before all.
 *
 * <p>Who is next may need a free slot where there is none. What passes him meanwhile is sent ahead
 * to slots that are busy, and is bounded in the same way: a slot that always has more to do never
 * gets free. Or he may wait for a busy slot, and then longer ones take the free ones.
 *
 * <p>Confined to the dispatch loop.
 */
final class WaitQueue {

  /** The part of the time of longer requests for which briefer ones may pass them. */
  private static final int PART = 20;

  /** What it costs to pass, at least, nanoseconds: otherwise there might be no end of it. */
  private static final long LEAST = 10_000;

  /**
   * How many are moved to a slower band at a time, when their kind turns out to be slower. The rest
   * follows later: no call is long.
   */
  private static final int MOST_MOVES = 64;

  private static final List<Band> BANDS = List.of(Band.values());
  private static final Set<Band> NONE = EnumSet.noneOf(Band.class);

  private final int limit;
  private final ToLongFunction<Ticket> expectation;
  private final ToLongFunction<Ticket> cost;
  private final TicketList returned = new TicketList();
  private final Map<Band, TicketList> bands = new EnumMap<>(Band.class);
  private long credit;
  private int size;

  /**
   * @param limit how many new requests may wait; what is taken back from a slot has a place in any
   *     case
   * @param expectation how long a request may be expected to take by what is known now, nanoseconds
   * @param cost the same as it counts for one that passes others; of those of which nothing is
   *     known it is a guess
   */
  WaitQueue(int limit, ToLongFunction<Ticket> expectation, ToLongFunction<Ticket> cost) {
    this.limit = limit;
    this.expectation = expectation;
    this.cost = cost;
    for (Band band : BANDS) {
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
   * Offers those who are next, one after the other, until nobody is taken any more.
   *
   * @param taker takes a request, which is out of the queue then, or says no
   */
  void serve(Predicate<Ticket> taker) {
    Ticket back = returned.first();
    while (back != null && give(back, returned, taker)) {
      back = returned.first();
    }
    Set<Band> stuck = EnumSet.noneOf(Band.class);
    while (serveOne(stuck, taker)) {
      // The next one.
    }
  }

  /**
   * Offers one.
   *
   * @param stuck the bands of which somebody was not taken; may get one more
   * @return false where there is nobody to be offered
   */
  private boolean serveOne(Set<Band> stuck, Predicate<Ticket> taker) {
    Ticket back = returned.first();
    Band due = back == null ? oldest(Band.BRIEF, NONE) : bandOf(back);
    if (due == null) {
      return false;
    }
    Band passing = passing(due, back == null ? first(due) : back, stuck);
    Band band = passing == null ? oldest(due, stuck) : passing;
    if (band == null) {
      return false;
    }
    Ticket ticket = first(band);
    if (!give(ticket, list(band), taker)) {
      stuck.add(band);
    } else if (passing != null) {
      credit -= Math.max(cost.applyAsLong(ticket), LEAST);
    } else if (band != Band.BRIEF) {
      credit += expectation.applyAsLong(ticket) / PART;
    }
    return true;
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

  /** The briefest that may pass one of this band; null where there is none. */
  private @Nullable Band passing(Band due, Ticket ticket, Set<Band> stuck) {
    if (due == Band.BRIEF) {
      return null;
    }
    // Nobody is passed for longer than he takes himself.
    long time = expectation.applyAsLong(ticket);
    credit = Math.clamp(credit, -time, time);
    for (Band band : BANDS.subList(0, BANDS.indexOf(due))) {
      if (credit > 0 && !stuck.contains(band) && settled(band) != null) {
        return band;
      }
    }
    return null;
  }

  /**
   * Of this band and of slower ones, but for those that are stuck, the one of which somebody has
   * waited longest; null where nobody waits.
   */
  private @Nullable Band oldest(Band from, Set<Band> stuck) {
    Band oldest = null;
    long since = 0;
    for (Band band : BANDS) {
      Ticket first = band.compareTo(from) < 0 ? null : settled(band);
      if (first != null
          && !stuck.contains(band)
          && (oldest == null || first.waitingSince() - since <= 0)) {
        oldest = band;
        since = first.waitingSince();
      }
    }
    return oldest;
  }

  private Ticket first(Band band) {
    return Objects.requireNonNull(list(band).first());
  }

  /** The first of a band that still belongs there: others are slower than was known before. */
  private @Nullable Ticket settled(Band band) {
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
