package dev.junicorn.dispatch;

import dev.junicorn.exchange.ClientWatch;

/** Tells the dispatcher what a ticket's client does. Confined to the dispatch loop. */
record TicketWatch(Dispatcher dispatcher, Ticket ticket) implements ClientWatch {

  @Override
  public void clientLeft() {
    dispatcher.clientLeft(ticket);
  }

  @Override
  public void connectionEnded() {
    dispatcher.connectionEnded(ticket);
  }

  @Override
  public void writableAgain() {
    dispatcher.resume(ticket);
  }
}
