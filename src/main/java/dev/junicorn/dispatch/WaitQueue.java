package dev.junicorn.dispatch;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a slot. Those that may be expected to take about as long are one
 * {@link Band}, oldest first, and the bands take turns: each slot that gets free goes to the next
 * band of which anybody waits. So a brief request waits for a slot or two, and not for all the long
 * ones that came before it; and between two long ones no more than one of each other band runs.
 *
 * <pre>
 *   put back  ───────────────────────────► next, before all others
 *   BRIEF     ──┐
 *   SHORT     ──┤ one of each, in turn ──► next
 *   LONG      ──┤
 *   LASTING   ──┘
 * </pre>
 *
 * <p>Confined to the dispatch loop.
 */
final class WaitQueue {

  /**
   * How many are moved to a slower band in one turn, when their kind turns out to be slower. The
   * rest follows in the next turns: no turn is long.
   */
  private static final int MOST_MOVES = 64;

  private final int limit;
  private final Function<Ticket, Band> expectation;
  private final TicketList returned = new TicketList();
  private final Map<Band, TicketList> bands = new EnumMap<>(Band.class);
  private Band turn = Band.BRIEF;
  private int size;

  /**
   * @param limit how many new requests may wait; what is taken back from a slot has a place in any
   *     case
   * @param expectation how long a request may be expected to take, by what is known now
   */
  WaitQueue(int limit, Function<Ticket, Band> expectation) {
    this.limit = limit;
    this.expectation = expectation;
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
    list(expectation.apply(ticket)).addLast(ticket);
    size++;
    return true;
  }

  /** Puts a request back in front of all others: it has waited its turn already. */
  void putBack(Ticket ticket) {
    returned.addFirst(ticket);
    size++;
  }

  /** Takes out the request whose turn it is; null where none waits. */
  @Nullable Ticket next() {
    Ticket next = returned.first();
    while (next == null && size > 0) {
      next = firstOf(turn);
      turn = turn.next();
    }
    if (next != null) {
      remove(next);
    }
    return next;
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

  /** The first of a band that still belongs there: others are slower than was known before. */
  private @Nullable Ticket firstOf(Band band) {
    TicketList list = list(band);
    Ticket first = list.first();
    for (int moves = 0; first != null && moves < MOST_MOVES; moves++) {
      Band right = expectation.apply(first);
      if (right.compareTo(band) <= 0) {
        return first;
      }
      list.remove(first);
      list(right).addLast(first);
      first = list.first();
    }
    return first;
  }

  private TicketList list(Band band) {
    return Objects.requireNonNull(bands.get(band));
  }
}
