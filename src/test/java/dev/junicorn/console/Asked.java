package dev.junicorn.console;

import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.testing.FakeExchange;
import java.util.List;

/** Requests to the console. */
final class Asked {

  private Asked() {}

  /** A GET for this target, from this machine. */
  static FakeExchange get(String target) {
    int mark = target.indexOf('?');
    return new FakeExchange(
        new RequestHead(
            "GET",
            target,
            mark < 0 ? target : target.substring(0, mark),
            mark < 0 ? "" : target.substring(mark + 1),
            "HTTP/1.1",
            "http",
            List.of(new Header("Host", "localhost:9090")),
            new Endpoints("127.0.0.1", "5", "127.0.0.1", "9090")));
  }
}
