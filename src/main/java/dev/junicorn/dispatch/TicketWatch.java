package dev.junicorn.dispatch;

import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Failure;

/** What a ticket's client does, and what follows from it. Confined to the dispatch loop. */
record TicketWatch(Dispatcher dispatcher, WaitQueue queue, Ticket ticket) implements ClientWatch {

  /**
   * While its request waits it counts as gone. With a slot that is about to run: who has only
   * stopped sending gets his answer.
   */
  @Override
  public void clientLeft() {
    if (ticket.state() == Ticket.State.QUEUED) {
      queue.remove(ticket);
      dispatcher.finish(ticket, new Failure.ClientGone());
    }
  }

  /**
   * Nobody sees any more of the answer. Where that has not begun, nobody needs it; its thread,
   * where it is at work, is told so.
   */
  @Override
  public void connectionEnded() {
    clientLeft();
    Slot slot = ticket.slot();
    if (slot == null || isDone()) {
      return;
    }
    if (slot.running() != ticket) {
      dispatcher.takeBackAll(slot);
      dispatcher.pump();
    }
    if (!isDone()) {
      slot.clientLeft(ticket);
      slot.channel().resume();
    }
  }

  @Override
  public void writableAgain() {
    Slot slot = ticket.slot();
    if (slot != null) {
      slot.channel().resume();
    }
  }

  private boolean isDone() {
    return ticket.state() == Ticket.State.DONE;
  }
}
