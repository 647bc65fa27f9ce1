package dev.junicorn.http;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.TimeSplit;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that is not whole, and what is told of it. Confined to the loop.
 *
 * @param toHead whether it asks for a head only
 * @param peer who sent it
 * @param head null where it was not read
 * @param begunAt when its first byte was there; nanoseconds of {@link
 *     dev.junicorn.exchange.ServerTime#now}
 * @param bodyBytes how many of its body have come
 */
record Refusal(
    Failure failure,
    boolean toHead,
    Peer peer,
    @Nullable ParsedHead head,
    long begunAt,
    long bodyBytes) {

  void answer(Facilities facilities, Outbox outbox) {
    facilities
        .events()
        .publish(
            new ServerEvent.RequestRefused(
                failure.status(), failure.message(), peer.endpoints().remoteAddress()));
    int sent = facilities.answers().refusal(outbox, failure, toHead);
    if (head != null && facilities.settings().logsAccess()) {
      facilities
          .events()
          .publish(new ServerEvent.UploadRefused(line(head, sent, facilities.now())));
    }
  }

  private ServerEvent.RequestServed line(ParsedHead request, int sent, long now) {
    return new ServerEvent.RequestServed(
        request.head(),
        failure.status(),
        FailureAnswer.head(failure).headers(),
        bodyBytes,
        sent,
        Duration.ofNanos(now - begunAt),
        Duration.ZERO,
        0,
        failure,
        new TimeSplit(now - begunAt, 0, 0, 0, 0, 0, 0),
        "",
        now);
  }
}
