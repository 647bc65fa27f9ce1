package dev.junicorn.dispatch;

import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tickets in a row: a linked list through the tickets themselves, so that one that leaves is taken
 * out in constant time. A ticket is in one list at most. Confined to the dispatch loop.
 */
final class TicketList {

  private @Nullable Ticket first;
  private @Nullable Ticket last;

  @Nullable Ticket first() {
    return first;
  }

  /** All of them, in order; not to be changed meanwhile. */
  Stream<Ticket> stream() {
    return Stream.iterate(first, Objects::nonNull, ticket -> ticket.next);
  }

  void addFirst(Ticket ticket) {
    link(null, ticket, first);
  }

  void addLast(Ticket ticket) {
    link(last, ticket, null);
  }

  /** Takes out a ticket that is in this list, wherever it stands. */
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
    ticket.list = null;
  }

  private void link(@Nullable Ticket before, Ticket ticket, @Nullable Ticket after) {
    ticket.previous = before;
    ticket.next = after;
    ticket.list = this;
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
  }
}
