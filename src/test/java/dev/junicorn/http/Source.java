package dev.junicorn.http;

import dev.junicorn.exchange.ClientWatch;
import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Gives a body in pieces as fast as the exchange takes them, as an app behind a slot would. */
final class Source implements ClientWatch {

  private static final int PIECE = 64 * 1024;

  private final Exchange exchange;
  private final byte[] content;
  private final CompletableFuture<Long> taken;
  private int given;

  Source(Exchange exchange, byte[] content, CompletableFuture<Long> taken) {
    this.exchange = exchange;
    this.content = content;
    this.taken = taken;
    exchange.watch(this);
    exchange.begin(new ResponseHead(200, "OK", List.of()));
    give();
  }

  private void give() {
    while (given < content.length) {
      if (!exchange.isWritable()) {
        return;
      }
      int size = Math.min(PIECE, content.length - given);
      exchange.write(Unpooled.wrappedBuffer(content, given, size));
      given += size;
    }
    exchange.end();
    taken.complete((long) given);
  }

  @Override
  public void clientLeft() {}

  @Override
  public void writableAgain() {
    give();
  }
}
