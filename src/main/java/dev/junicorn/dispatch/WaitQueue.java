package dev.junicorn.dispatch;

import org.jspecify.annotations.Nullable;

/**
 * The requests that wait for a slot, oldest first. A linked list through the tickets themselves, so
 * that a client that leaves is taken out in constant time. Confined to the dispatch loop.
 */
final class WaitQueue {

  private final int limit;
  private @Nullable Ticket first;
  private @Nullable Ticket last;
  private int size;

  /**
   * @param limit how many new requests may wait; what is taken back from a slot has a place in any
   *     case
   */
  WaitQueue(int limit) {
    this.limit = limit;
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

  @Nullable Ticket peek() {
    return first;
  }

  /**
   * The request that has waited longest. That is the first, but for those in front that are to be
   * run again: their wait began anew.
   */
  @Nullable Ticket oldest() {
    Ticket at = first;
    while (at != null && at.next != null && at.next.waitingSince() - at.waitingSince() < 0) {
      at = at.next;
    }
    return at;
  }

  /** Queues a new request; false if the queue is full. */
  boolean offer(Ticket ticket) {
    if (size >= limit) {
      return false;
    }
    link(last, ticket, null);
    return true;
  }

  /** Puts a request back in front of all others: it has waited its turn already. */
  void putBack(Ticket ticket) {
    link(null, ticket, first);
  }

  /** Takes a request out, wherever it stands. */
  void remove(Ticket ticket) {
    Ticket before = ticket.previous;
    Ticket after = ticket.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    ticket.previous = null;
    ticket.next = null;
    size--;
  }

  private void link(@Nullable Ticket before, Ticket ticket, @Nullable Ticket after) {
    ticket.previous = before;
    ticket.next = after;
    if (before == null) {
      first = ticket;
    } else {
      before.next = ticket;
    }
    if (after == null) {
      last = ticket;
    } else {
      after.previous = ticket;
    }
    size++;
  }
}
