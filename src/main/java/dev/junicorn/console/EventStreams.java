package dev.junicorn.console;

import dev.junicorn.exchange.Exchange;
import dev.junicorn.observation.Observation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All pages that follow the server. An event is made once and sent to all of them; while nobody
 * follows, none is made. Confined to the console's loop.
 */
final class EventStreams {

  /** A quarter of the console's connections, so that scrapers and health checks keep theirs. */
  static final int MOST = 16;

  /** How long a browser waits before it asks again; pages with more patience wait longer. */
  private static final String RETRY = "retry: 2000\n\n";

  private static final byte[] HEARTBEAT = ": nothing new\n\n".getBytes(StandardCharsets.UTF_8);
  private static final byte[] EVENT = "event: second\ndata: ".getBytes(StandardCharsets.UTF_8);
  private static final byte[] END = "\n\n".getBytes(StandardCharsets.UTF_8);

  private final ConsoleFeed feed;
  private final List<EventStream> streams = new ArrayList<>();
  private @Nullable Observation last;

  EventStreams(ConsoleFeed feed) {
    this.feed = feed;
  }

  /** Takes one more, or says that there are enough. */
  void open(Exchange exchange) {
    streams.removeIf(EventStream::isClosed);
    if (streams.size() >= MOST) {
      Replies.send(
          exchange,
          Page.text(
              503,
              "%d pages follow this server already; close one of them and try again."
                  .formatted(MOST)));
      return;
    }
    EventStream stream = EventStream.begin(exchange);
    streams.add(stream);
    stream.send(RETRY.getBytes(StandardCharsets.UTF_8));
    feed.observation().ifPresent(seen -> stream.send(event(Moment.first(seen, feed.findings()))));
  }

  int size() {
    return streams.size();
  }

  /** Sends what is new; a sign of life where nothing is. */
  void pulse() {
    streams.removeIf(EventStream::isClosed);
    Optional<Observation> newest = feed.observation();
    if (!streams.isEmpty()) {
      byte[] bytes = newest.flatMap(this::moment).map(EventStreams::event).orElse(HEARTBEAT);
      streams.forEach(stream -> stream.send(bytes));
    }
    newest.ifPresent(seen -> last = seen);
  }

  private Optional<Moment> moment(Observation seen) {
    Observation before = last;
    boolean clockWasSetBack = before != null && seen.epochMillis() < before.epochMillis();
    if (before == null || clockWasSetBack) {
      return Optional.of(Moment.first(seen, feed.findings()));
    }
    return seen.epochMillis() == before.epochMillis()
        ? Optional.empty()
        : Optional.of(Moment.after(before, seen, feed.findings()));
  }

  private static byte[] event(Moment moment) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(EVENT);
    bytes.writeBytes(Json.bytes(moment));
    bytes.writeBytes(END);
    return bytes.toByteArray();
  }
}
