package dev.junicorn.http;

import dev.junicorn.event.EventSink;
import dev.junicorn.event.ServerEvent;
import dev.junicorn.exchange.Failure;
import dev.junicorn.exchange.Header;
import dev.junicorn.exchange.RequestHead;
import dev.junicorn.exchange.TimeSplit;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What one exchange has to say, in the words of {@link ServerEvent}. Confined to the loop. */
record ExchangeEvents(EventSink sink, RequestHead head) {

  /**
   * The exchange has ended.
   *
   * @param receivedAt {@link System#nanoTime()} when the request was whole
   * @param elapsed nanoseconds since then
   * @param waited nanoseconds of them until it was given to a slot
   * @param failure why the app did not answer it; null where it did
   */
  void served(
      int status,
      List<Header> sent,
      long bodyBytes,
      long receivedAt,
      long elapsed,
      long waited,
      int workerPid,
      @Nullable Failure failure) {
    sink.publish(
        new ServerEvent.RequestServed(
            head,
            status,
            sent,
            bodyBytes,
            Duration.ofNanos(elapsed),
            Duration.ofNanos(waited),
            workerPid,
            failure,
            new TimeSplit(0, waited, 0, 0, 0, elapsed - waited, 0),
            "",
            receivedAt));
  }

  /** The app's answer could not be sent as it was. */
  void appFailed(int workerPid, String why) {
    sink.publish(new ServerEvent.AppFailed(head.method(), head.target(), workerPid, why, ""));
  }

  /** The app gave more body than it announced. */
  void exceeded(long announced) {
    sink.publish(
        new ServerEvent.Warned(
            "The app gave more body than the %d bytes it announced, the rest is cut: %s %s"
                .formatted(announced, head.method(), head.target())));
  }

  /**
   * The client left before its answer was complete.
   *
   * @param when what its request was doing
   */
  void clientLeft(String when) {
    sink.publish(new ServerEvent.ClientLeft(head.method(), head.target(), when));
  }
}
