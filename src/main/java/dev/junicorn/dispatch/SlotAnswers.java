package dev.junicorn.dispatch;

import static dev.junicorn.dispatch.Ticket.State.ANSWERING;
import static dev.junicorn.dispatch.Ticket.State.DONE;
import static dev.junicorn.dispatch.Ticket.State.SENT;

import dev.junicorn.channel.SlotListener;
import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.FileBody;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Brings a slot's answers to the exchanges they belong to. An answer to a request that was given up
 * meanwhile is dropped. Confined to the dispatch loop.
 */
final class SlotAnswers implements SlotListener {

  /** Where it was not for its age; the worker has told of the exception itself. */
  static final String INTERRUPTED =
      "A signal handler of the app raised an exception while the answer was being sent.";

  private final Dispatcher dispatcher;
  private final Slot slot;

  SlotAnswers(Dispatcher dispatcher, Slot slot) {
    this.dispatcher = dispatcher;
    this.slot = slot;
  }

  @Override
  public void whole(int requestId, ResponseHead head, ByteBuf body, AppTime time) {
    Ticket ticket = running(requestId, SENT);
    if (ticket == null) {
      body.release();
      throw illegal(requestId, "a whole answer");
    }
    if (complete(ticket, time)) {
      ticket.exchange().answer(head, body);
    } else {
      body.release();
    }
  }

  @Override
  public void file(int requestId, ResponseHead head, FileBody body, AppTime time) {
    Ticket ticket = running(requestId, SENT);
    if (ticket == null) {
      body.close();
      throw illegal(requestId, "a file");
    }
    if (complete(ticket, time)) {
      ticket.exchange().answer(head, body);
    } else {
      body.close();
    }
  }

  @Override
  public void begin(int requestId, ResponseHead head) {
    Ticket ticket = running(requestId, SENT);
    if (ticket == null) {
      throw illegal(requestId, "a head");
    }
    if (ticket.state() != DONE) {
      ticket.moveTo(ANSWERING);
      ticket.exchange().begin(head);
    }
  }

  @Override
  public void piece(int requestId, ByteBuf bytes) {
    Ticket ticket = running(requestId, ANSWERING);
    if (ticket == null) {
      bytes.release();
      throw illegal(requestId, "a piece");
    }
    if (ticket.state() == DONE) {
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
    Ticket ticket = running(requestId, ANSWERING);
    if (ticket == null) {
      throw illegal(requestId, "an end");
    }
    if (complete(ticket, time)) {
      ticket.exchange().end();
    }
  }

  @Override
  public void failed(int requestId, String message, String traceback, AppTime time) {
    Ticket ticket = running(requestId);
    if (ticket == null) {
      throw illegal(requestId, "a failure");
    }
    boolean ended = slot.overdue() != null;
    dispatcher.completed(slot, ticket, time);
    // One that was ended for its age was told of with its stack; that it then failed is no news.
    if (!ended) {
      dispatcher.failedByApp(ticket, message, traceback, slot.worker().pid());
    }
  }

  @Override
  public void left(int requestId, AppTime time) {
    Ticket ticket = running(requestId);
    if (ticket == null) {
      throw illegal(requestId, "that the client left");
    }
    dispatcher.completed(slot, ticket, time);
    dispatcher.finish(ticket, new Failure.ClientGone());
  }

  @Override
  public void freed(int requestId) {
    // Otherwise its last frame had been sent after all.
    if (running(requestId) != null) {
      failed(requestId, INTERRUPTED, "", AppTime.NONE);
    }
  }

  @Override
  public void lost(String why, boolean threadEnded) {
    dispatcher.lost(slot, why, threadEnded);
  }

  /**
   * The running request's answer is complete.
   *
   * @return whether it still has to be given to the exchange
   */
  private boolean complete(Ticket ticket, AppTime time) {
    dispatcher.completed(slot, ticket, time);
    if (ticket.state() == DONE) {
      return false;
    }
    ticket.moveTo(DONE);
    return true;
  }

  /**
   * The ticket of the slot's running request. Looked at before anything is booked: once a request
   * is taken for answered, nobody ends its exchange any more.
   *
   * @param state where its answer has to be, if anybody still wants it
   * @return null if it is elsewhere, or the slot runs another request
   */
  private @Nullable Ticket running(int requestId, Ticket.State state) {
    Ticket ticket = running(requestId);
    boolean expected = ticket != null && (ticket.state() == state || ticket.state() == DONE);
    return expected ? ticket : null;
  }

  private @Nullable Ticket running(int requestId) {
    Ticket ticket = slot.running();
    return ticket != null && ticket.id() == requestId ? ticket : null;
  }

  private IllegalStateException illegal(int requestId, String what) {
    return new IllegalStateException(
        "slot %d sends %s for request %d, where that has no place"
            .formatted(slot.channel().index(), what, requestId));
  }
}
