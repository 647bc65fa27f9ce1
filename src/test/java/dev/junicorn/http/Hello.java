package dev.junicorn.http;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.ResponseHead;
import io.netty.buffer.Unpooled;
import java.util.List;

/** An app that greets the path it is asked for. */
final class Hello {

  static final String GET = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

  private static final ResponseHead OK =
      new ResponseHead(200, "OK", List.of(new Header("Content-Type", "text/plain")));

  private Hello() {}

  static void answer(Exchange exchange) {
    exchange.answer(OK, Unpooled.copiedBuffer(Wire.bytes("hello " + exchange.head().path())));
  }
}
