package dev.junicorn.dispatch;

import dev.junicorn.channel.SlotChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thread of one worker, with the requests it was given: the first runs, the others were sent
 * ahead and can be taken back while its thread has not touched them. Confined to the dispatch loop.
 */
final class Slot {

  private final SlotChannel channel;
  private final RosterWorker worker;
  private final Deque<Ticket> tickets = new ArrayDeque<>(4);
  private long runningSince;
  private @Nullable Overdue overdue;
  private int leftRequest;

  Slot(SlotChannel channel, RosterWorker worker) {
    this.channel = channel;
    this.worker = worker;
  }

  SlotChannel channel() {
    return channel;
  }

  RosterWorker worker() {
    return worker;
  }

  /** How many requests it has: the running one and those sent ahead. */
  int load() {
    return tickets.size();
  }

  boolean isFree() {
    return tickets.isEmpty();
  }

  /** How many requests wait in its inbox behind the running one. */
  int ahead() {
    return Math.max(0, tickets.size() - 1);
  }

  /** The running request. */
  @Nullable Ticket running() {
    return tickets.peekFirst();
  }

  /**
   * Whether others may be sent ahead: what runs, if anything does, is expected to be quick, and no
   * exception is on its way to the thread.
   */
  boolean takesAhead() {
    Ticket running = running();
    return overdue == null && (running == null || running.isQuick());
  }

  /** All its requests, the running one first. */
  List<Ticket> tickets() {
    return List.copyOf(tickets);
  }

  /**
   * How many of its requests the app was called with, from the first one on: the scoreboard names
   * the last of them. Their answers may be on the way, all but the last one's even complete.
   */
  int started() {
    int last = channel.lastStarted();
    int count = 0;
    for (Ticket ticket : tickets) {
      count++;
      if (ticket.id() == last) {
        return count;
      }
    }
    return 0;
  }

  /** Nanoseconds for which the running request has had the slot; 0 for a free slot. */
  long age(long now) {
    return tickets.isEmpty() ? 0 : now - runningSince;
  }

  /** What is known since its running request was ended for its age; null while none was. */
  @Nullable Overdue overdue() {
    return overdue;
  }

  /** Its request was answered without it: it gets nothing until its thread is back. */
  void lose(Overdue ended) {
    overdue = ended;
    worker.slotStuck();
  }

  /**
   * Nobody takes more of the answer to one of its requests; its thread learns of it when it gives
   * more. One note is enough: a request begins when the one before it has ended.
   */
  void clientLeft(Ticket ticket) {
    leftRequest = ticket.id();
    channel.noteClientLeft(leftRequest);
  }

  /** The request is not this slot's any more, and its id will be another's one day. */
  private void forgetClientOf(Ticket ticket) {
    if (leftRequest == ticket.id()) {
      leftRequest = 0;
      channel.noteClientLeft(0);
    }
  }

  void add(Ticket ticket, long now) {
    if (tickets.isEmpty()) {
      runningSince = now;
      worker.slotTaken();
    }
    tickets.addLast(ticket);
  }

  /** The running request is answered; the next one, if any, runs from now on. */
  void finished(Ticket ticket, long now) {
    if (overdue != null && overdue.ticket() == ticket) {
      overdue = null;
      worker.slotBack();
    }
    tickets.removeFirstOccurrence(ticket);
    forgetClientOf(ticket);
    runningSince = now;
    if (tickets.isEmpty()) {
      worker.slotFreed();
    }
  }

  /** Takes back the oldest request that the thread has not touched; null if there is none. */
  @Nullable Ticket takeBack() {
    int id = tickets.isEmpty() ? 0 : channel.takeBack();
    if (id == 0) {
      return null;
    }
    for (Ticket ticket : tickets) {
      if (ticket.id() == id) {
        tickets.remove(ticket);
        forgetClientOf(ticket);
        if (tickets.isEmpty()) {
          worker.slotFreed();
        }
        return ticket;
      }
    }
    throw new IllegalStateException(
        "request " + id + " was taken back from a slot that never had it");
  }
}
