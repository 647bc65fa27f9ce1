package dev.junicorn.log;

import dev.junicorn.event.ServerEvent.RequestServed;
import dev.junicorn.exchange.Endpoints;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.TimeSplit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A served request to vary. */
record Samples(String target, String path, String query, List<Header> headers) {

  static final Instant TIME = Instant.parse("2026-11-20T10:32:11.250Z");

  static Samples request() {
    return new Samples("/find?q=1", "/find", "q=1", List.of());
  }

  Samples target(String newTarget, String newPath, String newQuery) {
    return new Samples(newTarget, newPath, newQuery, headers);
  }

  Samples header(String name, String value) {
    List<Header> more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Samples(target, path, query, more);
  }

  RequestServed served() {
    RequestHead head =
        new RequestHead(
            "GET",
            target,
            path,
            query,
            "HTTP/1.1",
            "http",
            headers,
            new Endpoints("10.1.2.3", "50000", "10.0.0.1", "8000"));
    return new RequestServed(
        head,
        200,
        List.of(new Header("Content-Type", "text/html"), new Header("X-Quote", "a\"b")),
        17,
        1234,
        Duration.ofNanos(3_045_678_901L),
        Duration.ZERO,
        4711,
        null,
        new TimeSplit(1_000_000, 2_000_000, 45_678_901, 999_000_000, 0, 1_998_000_000, 12_345),
        "4c8f-1",
        0);
  }
}
