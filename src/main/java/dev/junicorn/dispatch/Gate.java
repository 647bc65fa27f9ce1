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

  /** Whether it is closed though workers take requests. */
  private boolean forAll;

  public Gate(Dispatcher dispatcher) {
    this.dispatcher = dispatcher;
  }

  @Override
  public void handle(Exchange exchange) {
    Failure why = closed;
    if (why == null || isServed()) {
      dispatcher.handle(exchange);
    } else {
      exchange.fail(why);
    }
  }

  /** Answers every request with {@code why} that has no slot yet, until the gate is opened. */
  public void close(Failure why) {
    close(why, true);
  }

  /**
   * The same, but not where a worker takes requests: that one has just joined is known here before
   * it is known to those who open the gate.
   */
  public void closeWhileNobodyServes(Failure why) {
    close(why, false);
  }

  private void close(Failure why, boolean evenIfServed) {
    closed = why;
    forAll = evenIfServed;
    if (!isServed()) {
      dispatcher.refuseWaiting(why);
    }
  }

  private boolean isServed() {
    return !forAll && dispatcher.hasWorkers();
  }

  public void open() {
    closed = null;
  }
}
