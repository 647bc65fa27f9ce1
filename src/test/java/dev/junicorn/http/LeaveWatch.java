package dev.junicorn.http;

import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Failure;
import java.util.concurrent.CompletableFuture;

/** Reports the client's leaving and gives the request up, as a dispatcher would. */
record LeaveWatch(Exchange exchange, CompletableFuture<String> left) implements ClientWatch {

  @Override
  public void clientLeft() {
    left.complete(exchange.head().path());
    exchange.fail(new Failure.Stopping());
  }

  @Override
  public void writableAgain() {}
}
