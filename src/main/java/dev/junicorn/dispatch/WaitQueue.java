package dev.junicorn.dispatch;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a slot. Those that may be expected to take about as long stand in one
 * lane, oldest first, and the lanes take turns: each slot that gets free goes to the next lane in
 * which anybody waits. So a brief request waits for one slot, and not for all the long ones that
 * came before it; and a long one is held up by no more than one of each briefer lane.
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
   * How many are moved to a slower lane in one turn, when their kind turns out to be slower. The
   * rest follows in the next turns: no turn is long.
   */
  private static final int MOST_MOVES = 64;

  private final int limit;
  private final Function<Ticket, Band> expectation;
  private final Lane returned = new Lane();
  private final Map<Band, Lane> lanes = new EnumMap<>(Band.class);
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
      lanes.put(band, new Lane());
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
    lane(expectation.apply(ticket)).addLast(ticket);
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
    Lane lane = ticket.lane;
    if (lane == null) {
      throw new IllegalStateException("request " + ticket.id() + " does not wait");
    }
    lane.remove(ticket);
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
    return Stream.concat(Stream.of(returned), lanes.values().stream()).flatMap(Lane::stream);
  }

  /** The first of a lane that belongs there: others are slower than was known when they came. */
  private @Nullable Ticket firstOf(Band band) {
    Lane lane = lane(band);
    Ticket first = lane.first();
    for (int moves = 0; first != null && moves < MOST_MOVES; moves++) {
      Band right = expectation.apply(first);
      if (right.compareTo(band) <= 0) {
        return first;
      }
      lane.remove(first);
      lane(right).addLast(first);
      first = lane.first();
    }
    return first;
  }

  private Lane lane(Band band) {
    return Objects.requireNonNull(lanes.get(band));
  }
}
