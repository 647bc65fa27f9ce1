package dev.junicorn.dispatch;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.Handler;
import org.jspecify.annotations.Nullable;

/**
 * Stands before the dispatcher, and is closed while no worker can be had: who comes, and who waits
 * already, is told so at once rather than when the queue's time is over. Confined to the dispatch
 * loop.
 */
public final class Gate implements Handler {

  private final Dispatcher dispatcher;
  private @Nullable Failure closed;

  public Gate(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public void handle(Exchange exchange) {
    if (closed == null) {
      dispatcher.handle(exchange);
    } else {
      exchange.fail(closed);
    }
  }

  /** Answers every request with {@code why} that has no slot yet, until the gate is opened. */
  public void close(Failure why) {
    closed = why;
    dispatcher.refuseWaiting(why);
  }

  public void open() {
    closed = null;
  }
}
