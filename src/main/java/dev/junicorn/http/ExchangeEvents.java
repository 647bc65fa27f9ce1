package dev.junicorn.http;

import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.AppTime;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestBody;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.ResponseHead;
import dev.junicorn.exchange.TimeSplit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange has to say of itself, in the words of {@link ServerEvent} and in fields of its
 * answer. Confined to the loop.
 */
final class ExchangeEvents {

  /** Whether it was told that the exchange has ended. */
  private enum Telling {
    NOTHING,
    /** The client takes the rest of the answer. */
    WHEN_SENT,
    DONE
  }

  private final Facilities facilities;
  private final RequestHead head;
  private final long requestBytes;
  private final String id;
  private final RequestTimes times;
  private Telling telling = Telling.NOTHING;
  private int status;
  private List<Header> sentHeaders = List.of();
  private @Nullable Failure failure;
  private int workerPid;
  private long bodyBytes;

  ExchangeEvents(Facilities facilities, ReceivedRequest request) {
    this.facilities = facilities;
    this.head = request.head().head();
    this.requestBytes =
        request.body() instanceof RequestBody.None
            ? ServerEvent.RequestServed.NO_BODY
            : request.body().length();
    this.id = request.head().id();
    this.times = new RequestTimes(request.begunAt(), facilities.now());
  }

  /** Who serves it from now on; 0 while nobody does. */
  void servedBy(int pid) {
    workerPid = pid;
    if (pid == 0) {
      times.takenBack();
    } else {
      times.given(facilities.now());
    }
  }

  boolean isServed() {
    return workerPid != 0;
  }

  void ran(AppTime time) {
    times.ran(time, facilities.now());
  }

  /** This is what the client sees. */
  void answered(ResponseHead response) {
    status = response.status();
    sentHeaders = response.headers();
  }

  void failed(Failure why) {
    failure = why;
  }

  /**
   * The fields that the answer gets from the server.
   *
   * @param known whether the app's part is over, or there was none
   */
  OwnFields ownFields(boolean known) {
    if (!facilities.settings().serverTiming()) {
      return id.isEmpty() ? OwnFields.NONE : new OwnFields(id, "");
    }
    TimeSplit split = times.split(facilities.now());
    return new OwnFields(id, known ? ServerTiming.of(split) : ServerTiming.ofWait(split));
  }

  /**
   * The answer has ended.
   *
   * @param bytes of its body
   * @param isSent whether the client's connection has taken all of it, or never will
   */
  void ended(long bytes, boolean isSent) {
    times.ended(facilities.now());
    bodyBytes = bytes;
    telling = Telling.WHEN_SENT;
    if (isSent) {
      sent();
    }
  }

  /**
   * The client's connection has taken all of the answer, or is gone; only the first time counts.
   */
  void sent() {
    if (telling != Telling.WHEN_SENT) {
      return;
    }
    telling = Telling.DONE;
    if (facilities.settings().logsAccess()) {
      TimeSplit split = times.split(facilities.now());
      publish(
          new ServerEvent.RequestServed(
              head,
              status,
              sentHeaders,
              requestBytes,
              bodyBytes,
              Duration.ofNanos(split.total()),
              Duration.ofNanos(times.waited()),
              workerPid,
              failure,
              split,
              id,
              times.received()));
    }
  }

  /** The app's answer could not be sent as it was. */
  void appFailed(String why) {
    publish(new ServerEvent.AppFailed(head.method(), head.target(), workerPid, why, "", id));
  }

  /** The app gave more body than it announced. */
  void exceeded(long announced) {
    publish(
        new ServerEvent.RequestTrouble(
            "The app gave more body than the %d bytes it announced, the rest is cut: %s %s"
                .formatted(announced, head.method(), head.target())));
  }

  /**
   * The client left before its answer was complete.
   *
   * @param when what its request was doing
   */
  void clientLeft(String when) {
    publish(new ServerEvent.ClientLeft(head.method(), head.target(), when));
  }

  private void publish(ServerEvent event) {
    facilities.events().publish(event);
  }
}
