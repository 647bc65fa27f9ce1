package dev.junicorn.dispatch;

import dev.junicorn.channel.SlotListener;
import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Brings a slot's answers to the exchanges they belong to. An answer to a request that was given up
 * meanwhile is dropped. Confined to the dispatch loop.
 */
final class SlotAnswers implements SlotListener {

  private final Dispatcher dispatcher;
  private final Slot slot;

  SlotAnswers(Dispatcher dispatcher, Slot slot) {
    this.dispatcher = dispatcher;
    this.slot = slot;
  }

  @Override
  public void whole(int requestId, ResponseHead head, ByteBuf body, AppTime time) {
    Ticket ticket = running(requestId);
    dispatcher.completed(slot, ticket, time);
    if (ticket.state() == Ticket.State.DONE) {
      body.release();
    } else {
      ticket.moveTo(Ticket.State.DONE);
      ticket.exchange().answer(head, body);
    }
  }

  @Override
  public void file(int requestId, ResponseHead head, FileBody body, AppTime time) {
    Ticket ticket = running(requestId);
    dispatcher.completed(slot, ticket, time);
    if (ticket.state() == Ticket.State.DONE) {
      close(body);
    } else {
      ticket.moveTo(Ticket.State.DONE);
      ticket.exchange().answer(head, body);
    }
  }

  @Override
  public void begin(int requestId, ResponseHead head) {
    Ticket ticket = running(requestId);
    if (ticket.state() != Ticket.State.DONE) {
      ticket.moveTo(Ticket.State.ANSWERING);
      ticket.exchange().begin(head);
    }
  }

  @Override
  public void piece(int requestId, ByteBuf bytes) {
    Ticket ticket = running(requestId);
    if (ticket.state() == Ticket.State.DONE) {
      bytes.release();
      return;
    }
    Exchange exchange = ticket.exchange();
    exchange.write(bytes);
    if (!exchange.isWritable()) {
      slot.channel().pause();
    }
  }

  @Override
  public void end(int requestId, AppTime time) {
    Ticket ticket = running(requestId);
    dispatcher.completed(slot, ticket, time);
    if (ticket.state() != Ticket.State.DONE) {
      ticket.moveTo(Ticket.State.DONE);
      ticket.exchange().end();
    }
  }

  @Override
  public void failed(int requestId, String message, String traceback, AppTime time) {
    Ticket ticket = running(requestId);
    boolean ended = slot.overdue() != null;
    dispatcher.completed(slot, ticket, time);
    // One that was ended for its age was told of with its stack; that it then failed is no news.
    if (!ended) {
      dispatcher.failedByApp(ticket, message, traceback, slot.worker().pid());
    }
  }

  @Override
  public void freed(int requestId) {
    Ticket ticket = slot.running();
    Overdue overdue = slot.overdue();
    // Otherwise its last frame had been sent after all.
    if (ticket != null && ticket.id() == requestId && overdue != null) {
      dispatcher.completed(slot, ticket, AppTime.NONE);
    }
  }

  @Override
  public void lost(String why) {
    dispatcher.lost(slot, why);
  }

  private Ticket running(int requestId) {
    Ticket ticket = slot.running();
    if (ticket == null || ticket.id() != requestId) {
      throw new IllegalStateException(
          "slot "
              + slot.channel().index()
              + " answers request "
              + requestId
              + ", which it does not run");
    }
    return ticket;
  }

  private static void close(FileBody body) {
    try {
      body.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException("closing a file that nobody wants any more", e);
    }
  }
}
